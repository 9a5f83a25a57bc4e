// Runs a command with its output thrown away and prints what it and its children took:
// {"status":…,"wall_seconds":…,"cpu_seconds":…,"peak_rss_bytes":…}
//
// Small and in C, because the peak of a child counts from its fork on: a Python that measured would
// lend the child its own memory and a millisecond of its own start.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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
  int status;
  struct rusage usage;
  if (wait4(id, &status, 0, &usage) != id) return 71;
  double wall = seconds() - began;
  printf("{\"status\":%d,\"wall_seconds\":%.6f,\"cpu_seconds\":%.6f,\"peak_rss_bytes\":%ld}\n",
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), wall,
         usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
             (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
         usage.ru_maxrss * 1024L);
  return 0;
}
