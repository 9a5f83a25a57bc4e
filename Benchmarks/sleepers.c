// Makes a machine with many processes: starts COUNT that sleep, prints "ready", and ends them, each
// by its id, when standard input closes or a signal comes.
//
// A sleeper cannot outlive this program: the kernel kills it when its parent dies.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t is_asked_to_end;

static void ask_to_end(int number) {
  (void)number;
  is_asked_to_end = 1;
}

static void sleep_forever(pid_t parent) {
  signal(SIGTERM, SIG_DFL);
  signal(SIGINT, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, "sleeper");
  if (getppid() != parent) _exit(1);
  for (int i = 0; i < 3; i++) close(i);
  for (;;) pause();
}

int main(int count, char **arguments) {
  int wanted = count == 2 ? atoi(arguments[1]) : 0;
  if (wanted < 1) {
    fprintf(stderr, "usage: sleepers COUNT\n");
    return 64;
  }
  pid_t *ids = calloc(wanted, sizeof *ids);
  if (!ids) return 70;

  // Without SA_RESTART, so that a signal ends the read below.
  struct sigaction action = {.sa_handler = ask_to_end};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGHUP, &action, NULL);

  pid_t parent = getpid();
  int started = 0;
  while (started < wanted && !is_asked_to_end) {
    pid_t id = fork();
    if (id == 0) sleep_forever(parent);
    if (id < 0) {
      perror("sleepers: fork");
      break;
    }
    ids[started++] = id;
  }
  if (started == wanted) {
    puts("ready");
    fflush(stdout);
    char byte;
    while (!is_asked_to_end && read(0, &byte, 1) > 0) continue;
  }
  // None has been waited for yet, so every id is still its own process's.
  for (int i = 0; i < started; i++) kill(ids[i], SIGTERM);
  for (int i = 0; i < started; i++) waitpid(ids[i], NULL, 0);
  return started == wanted ? 0 : 69;
}
