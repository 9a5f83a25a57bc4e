# Sourced behind lib.sh by the scripts that read what programs log: what a report has to say, and a
# server that is as slow as it is asked to be, at $slow_port.
# shellcheck shell=sh
# shellcheck disable=SC2016,SC2154 # jq's variables; what lib.sh sets

# logs NAME STATUS ARGUMENT...: the report is in $work/NAME.json.
logs() {
  name=$1 wanted=$2
  shift 2
  status=0
  "$program" logs "$@" --format json >"$work/$name.json" 2>"$work/errors" || status=$?
  [ "$status" -eq "$wanted" ] ||
    fail "$name exited $status, not $wanted: $(head -n 1 "$work/errors") $(jq -c .decision "$work/$name.json")"
}

# says NAME FILTER [jq arguments]: that of its report FILTER is true.
says() {
  name=$1 filter=$2
  shift 2
  jq -e "$@" "$filter" "$work/$name.json" >/dev/null ||
    fail "$name does not say '$filter': $(jq -c '{decision: .decision.reason, calls: [.calls[] | {host, failures, timings}],
      events: [.events[] | {kind, count: .lines.count}], stacks: [.stacks[].type], gaps}' "$work/$name.json" | cut -c1-700)"
}

# within NAME FILTER SECONDS: a duration of the report is that, to 10 %.
within() { says "$1" "($2) as \$found | (\$found - \$wanted) | fabs < 0.1 * \$wanted" --argjson wanted "$3"; }

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# A server of Python's own that answers /N after N milliseconds.
slow_port=$(free_port)
cat >"$work/slow.py" <<'END'
import http.server, sys, time
class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(int(self.path.strip("/").split("/")[0] or 0) / 1000)
        self.send_response(200)
        self.end_headers()
    def log_message(self, *words): pass
print("ready", flush=True)
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Slow)
server.serve_forever()
END
start timeout 120 python3 "$work/slow.py" "$slow_port"
await ready

ask() {
  python3 - "$@" <<'END'
import sys, threading, urllib.request
def get(url):
    try: urllib.request.urlopen(url, timeout=5).read()
    except Exception: pass
threads = [threading.Thread(target=get, args=(url,)) for url in sys.argv[1:]]
for thread in threads: thread.start()
for thread in threads: thread.join()
END
}

# part NAME PROGRAM: what it tells where the program is here.
told=
part() {
  if command -v "$2" >/dev/null; then
    "$1_part"
    told="$told $1"
  else
    told="$told (no $1)"
  fi
}
