#define _GNU_SOURCE
#include "SystemCalls.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/openat2.h>
#include <malloc.h>
#include <sys/klog.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#endif

#ifdef __linux__
ssize_t whyslow_getdents(int descriptor, void *buffer, size_t size) {
  return syscall(SYS_getdents64, descriptor, buffer, size);
}

int whyslow_open_below(int directory, const char *path, int flags) {
  struct open_how how = {
      .flags = (uint64_t)flags, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

int whyslow_kernel_log(char *buffer, int size) { return klogctl(3, buffer, size); }

int whyslow_kernel_log_size(void) { return klogctl(10, NULL, 0); }

uint64_t whyslow_allocated_bytes(void) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
#else
  return 0;
#endif
}

static const clockid_t boot_clock = CLOCK_BOOTTIME;
#else
ssize_t whyslow_getdents(int descriptor, void *buffer, size_t size) {
  errno = ENOSYS;
  return -1;
}

int whyslow_open_below(int directory, const char *path, int flags) {
  return openat(directory, path, flags);
}

int whyslow_kernel_log(char *buffer, int size) {
  errno = ENOSYS;
  return -1;
}

int whyslow_kernel_log_size(void) { return whyslow_kernel_log(NULL, 0); }

uint64_t whyslow_allocated_bytes(void) { return 0; }

static const clockid_t boot_clock = CLOCK_MONOTONIC;
#endif

static int argument_count;
static char **argument_values;

int whyslow_argument_count(void) { return argument_count; }

const char *whyslow_argument(int index) { return argument_values[index]; }

const char *whyslow_variable(int index) { return environ[index]; }

#ifdef __GLIBC__
// The Swift runtime looks for itself and for the arguments in /proc. Where that is not mounted it
// would end the program before main, unless SWIFT_ROOT spares it the search.
static void before_swift(int count, char **values, char **environment) {
  (void)environment;
  argument_count = count;
  argument_values = values;
  if (access("/proc/self/exe", F_OK) != 0) setenv("SWIFT_ROOT", "/", 0);
}

// glibc hands the arguments to these functions; the number puts it before those of the runtime.
__attribute__((section(".init_array.00101"), used)) static void (*const first)(
    int, char **, char **) = before_swift;
#endif

static volatile sig_atomic_t interrupted;

static void interrupt(int signal) {
  (void)signal;
  interrupted = 1;
}

void whyslow_catch_interrupts(void) {
  struct sigaction once = {.sa_handler = interrupt, .sa_flags = SA_RESETHAND};
  sigaction(SIGINT, &once, NULL);
  sigaction(SIGTERM, &once, NULL);
  // Whoever started this program may have blocked them, and a mask is inherited.
  sigset_t caught;
  sigemptyset(&caught);
  sigaddset(&caught, SIGINT);
  sigaddset(&caught, SIGTERM);
  sigprocmask(SIG_UNBLOCK, &caught, NULL);
  whyslow_ignore_broken_pipes();
}

void whyslow_ignore_broken_pipes(void) {
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  sigaction(SIGPIPE, &ignore, NULL);
}

int whyslow_interrupted(void) { return interrupted; }

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double whyslow_boot_time(void) { return seconds(boot_clock); }

double whyslow_wall_time(void) { return seconds(CLOCK_REALTIME); }

int whyslow_sleep_until(double until) {
  for (;;) {
    double left = until - whyslow_boot_time();
    if (interrupted) return 1;
    if (left <= 0) return 0;
    // A signal that comes between the test and the sleep costs no more than one slice.
    if (left > 0.25) left = 0.25;
    struct timespec slice = {(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
    nanosleep(&slice, NULL);
  }
}

void whyslow_pause(double seconds) {
  struct timespec slice = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
  nanosleep(&slice, NULL);
}

struct work {
  void (*body)(void *);
  void *context;
};

static void *work(void *argument) {
  struct work work = *(struct work *)argument;
  free(argument);
  work.body(work.context);
  return NULL;
}

int whyslow_start_thread(void (*body)(void *), void *context) {
  struct work *argument = malloc(sizeof *argument);
  if (!argument) return ENOMEM;
  *argument = (struct work){body, context};
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  // Signals are for the thread that waits for the window's end.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  int code = pthread_create(&thread, &detached, work, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&detached);
  if (code) free(argument);
  return code;
}

int whyslow_terminal_width(int descriptor) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

void whyslow_usage(int of_children, double *cpu_seconds, double *peak_bytes) {
  struct rusage usage;
  getrusage(of_children ? RUSAGE_CHILDREN : RUSAGE_SELF, &usage);
  *cpu_seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
#ifdef __linux__
  *peak_bytes = (double)usage.ru_maxrss * 1024;
#else
  *peak_bytes = (double)usage.ru_maxrss;
#endif
}

int64_t whyslow_process_clock(int pid) {
#ifdef __linux__
  // MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED) of include/linux/posix-timers.h. The library's
  // function makes the same number and asks the kernel once more whether it is one.
  clockid_t clock = (clockid_t)((~(unsigned)pid << 3) | 2);
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) return -1;
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
#else
  (void)pid;
  return -1;
#endif
}

int whyslow_adjtimex(struct whyslow_timex *clock) {
#ifdef __linux__
  struct timex now = {.modes = 0};
  int state = adjtimex(&now);
  *clock = (struct whyslow_timex){
      now.modes,    now.offset,    now.freq,      now.maxerror, now.esterror,    now.status,
      now.constant, now.precision, now.tolerance, now.tick,     now.time.tv_sec, now.time.tv_usec,
  };
  return state;
#else
  (void)clock;
  errno = ENOSYS;
  return -1;
#endif
}

#ifdef __linux__
static int soft_limit(int pid, int which, uint64_t *limit) {
  struct rlimit found;
  if (prlimit(pid, which, NULL, &found) != 0) return -1;
  *limit = found.rlim_cur == RLIM_INFINITY ? UINT64_MAX : (uint64_t)found.rlim_cur;
  return 0;
}
#endif

int whyslow_soft_limits(int pid, uint64_t *files, uint64_t *tasks) {
#ifdef __linux__
  if (soft_limit(pid, RLIMIT_NOFILE, files) != 0) return -1;
  return soft_limit(pid, RLIMIT_NPROC, tasks);
#else
  (void)pid;
  (void)files;
  (void)tasks;
  errno = ENOSYS;
  return -1;
#endif
}

int whyslow_can_open(int count) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1;
  // To open files on trial would take them from whoever opens one meanwhile.
  for (int file = 0; count > 0 && file < 1 << 20 && (rlim_t)file < limit.rlim_cur; file++)
    if (fcntl(file, F_GETFD) < 0) count--;
  return count <= 0;
}
