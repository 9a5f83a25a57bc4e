// Runs a command with its output thrown away and prints what it and all it started took:
// {"status":…,"wall_seconds":…,"cpu_seconds":…,"peak_rss_bytes":…}
//
// Small and in C, because the peak of a child counts from its fork on: a Python that measured would
// lend the child its own memory and a millisecond of its own start.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double cpu_seconds(const struct rusage *usage) {
  return usage->ru_utime.tv_sec + usage->ru_stime.tv_sec +
         (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "usage: measure COMMAND ARGUMENT...\n");
    return 64;
  }
  // sar leaves its collector behind without waiting for it; what is orphaned comes to us.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  double began = seconds();
  pid_t id = fork();
  if (id < 0) return 71;
  if (id == 0) {
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    execvp(arguments[1], arguments + 1);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  double wall = 0, cpu = 0;
  long peak = 0;
  int last;
  for (pid_t ended; (ended = wait4(-1, &last, 0, &usage)) > 0;) {
    cpu += cpu_seconds(&usage);
    if (usage.ru_maxrss > peak) peak = usage.ru_maxrss;
    if (ended == id) {
      status = last;
      wall = seconds() - began;
    }
  }
  printf("{\"status\":%d,\"wall_seconds\":%.6f,\"cpu_seconds\":%.6f,\"peak_rss_bytes\":%ld}\n",
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), wall, cpu,
         peak * 1024);
  return 0;
}
