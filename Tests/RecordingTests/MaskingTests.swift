import Testing

@testable import Collector

/// Secrets in arguments are hidden, and little else.
@Suite struct MaskingTests {
  @Test(
    "Hidden",
    arguments: [
      (["app", "--password", "x1"], "app --password ***"),
      (["app", "--password=x1"], "app --password=***"),
      (["app", "-Dpassword=x1"], "app -Dpassword=***"),
      (["app", "--api-key", "x1"], "app --api-key ***"),
      (["app", "--apikey:x1"], "app --apikey:***"),
      (["/usr/bin/mysql", "-uroot", "-px1", "db"], "/usr/bin/mysql -uroot -p*** db"),
      (["sudo", "mysqldump", "-px1"], "sudo mysqldump -p***"),
      (["sshpass", "-p", "x1", "ssh", "h"], "sshpass -p *** ssh h"),
      (["sshpass", "-px1", "ssh"], "sshpass -p*** ssh"),
      (["redis-cli", "-a", "x1"], "redis-cli -a ***"),
      (["redis-server", "--requirepass", "x1"], "redis-server --requirepass ***"),
      (["curl", "-u", "me:x1", "h"], "curl -u *** h"),
      (["curl", "-ume:x1"], "curl -u***"),
      (["curl", "https://me:x1@h/p"], "curl https://me:***@h/p"),
      (["curl", "https://me:x@1@h/p"], "curl https://me:***@h/p"),
      (["git", "clone", "https://ghp_x1@h/p"], "git clone https://***@h/p"),
      (["app", "redis://:x1@h"], "app redis://:***@h"),
      (
        ["app", "--db=postgres://u:x1@h/d?password=x1"],
        "app --db=postgres://u:***@h/d?password=***"
      ),
      (["curl", "https://h/?a=1&token=x1"], "curl https://h/?a=1&token=***"),
      (["curl", "-H", "Authorization: Bearer x1"], "curl -H Authorization: *** ***"),
      (["curl", "-HAuthorization: Basic x1"], "curl -HAuthorization: *** ***"),
      (["curl", "-H", "X-Api-Key: x1"], "curl -H X-Api-Key: ***"),
      (["curl", "-d", #"{"user":"a","password":"x1"}"#], #"curl -d {"user":"a","password":***"#),
      (["curl", "-d", #"{"password": "x1"}"#], #"curl -d {"password": ***"#),
      (
        ["env", "TOKEN=x1", "DB_PASS=x1", "MYSQL_PWD=x1"], "env TOKEN=*** DB_PASS=*** MYSQL_PWD=***"
      ),
      (["env", "AWS_SECRET_ACCESS_KEY=x1"], "env AWS_SECRET_ACCESS_KEY=***"),
      (
        ["sh", "-c", #"curl -H "Authorization: Bearer x1" h"#],
        #"sh -c curl -H "Authorization: *** *** h"#
      ),
      (["sh", "-c", "cd /; mysql -px1 db"], "sh -c cd /; mysql -p*** db"),
      (["sh", "-c", #"app --password "x1 x1" db"#], #"sh -c app --password *** *** db"#),
      (["sh", "-c", "echo a\nTOKEN=x1\tb\n"], "sh -c echo a\nTOKEN=***\tb\n"),
      (["openssl", "-passin", "pass:x1"], "openssl -passin ***"),
      (["app", "--password", "x1 x1"], "app --password ***"),
    ])
  func hidden(arguments: [String], expected: String) {
    let masked = Masking.masked(arguments).joined(separator: " ")
    #expect(masked == expected)
    #expect(!masked.contains("x1"))
  }

  @Test(
    "Left as it is",
    arguments: [
      ["app", "--no-auth", "serve"], ["app", "--author=me"], ["app", "--author", "me"],
      ["app", "--tokenizer", "bert"], ["app", "--max-tokens", "512"],
      ["app", "--auth", "--verbose"],
      ["/usr/lib/authd", "run"], ["mysql", "-P", "3306", "-p"], ["ssh", "-p", "22", "me@h"],
      ["curl", "https://h:8080/a?b=c"], ["git", "clone", "ssh://git@h/p"], ["app", "a=b", "c:d"],
      ["python3", "-c", "import os\nprint(1)\n"], ["app", "--passive", "--bypass", "x"], [" "], [],
      ["\n"], ["vsftpd", "/etc/authors.txt", "x"],
    ])
  func harmless(arguments: [String]) {
    #expect(Masking.masked(arguments) == arguments)
  }
}
