#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// The system calls that Swift's C library overlay does not show. Each returns what the call
// returns: -1 with errno set where it failed.

// getdents64(2): directory entries into buffer, as bytes; 0 at the end.
ssize_t whyslow_getdents(int descriptor, void *buffer, size_t size);

// openat2(2) that takes the directory for the root: neither a link nor `..` leads out of it.
int whyslow_open_below(int directory, const char *path, int flags);

// klogctl(2) SYSLOG_ACTION_READ_ALL: the last part of the kernel's log that fits.
int whyslow_kernel_log(char *buffer, int size);

// SYSLOG_ACTION_SIZE_BUFFER: the size of the kernel's log buffer.
int whyslow_kernel_log_size(void);

// Makes SIGINT and SIGTERM set a flag once, then act as they do by default, and ignores SIGPIPE.
void whyslow_catch_interrupts(void);

// Whether one of them came.
int whyslow_interrupted(void);

// Makes writing to a command that reads no more an error instead of the end of the program.
void whyslow_ignore_broken_pipes(void);

// Sleeps until the boot-time clock reaches seconds, or an interrupt comes: then returns 1.
int whyslow_sleep_until(double seconds);

// Sleeps for seconds or until a signal.
void whyslow_pause(double seconds);

// Runs body(context) on a detached thread; 0, or the errno of what failed.
int whyslow_start_thread(void (*body)(void *), void *context);

// CLOCK_BOOTTIME and CLOCK_REALTIME in seconds.
double whyslow_boot_time(void);
double whyslow_wall_time(void);

// The arguments as the program was started with them, also where /proc is not mounted; none where
// the C library does not tell.
int whyslow_argument_count(void);
const char *whyslow_argument(int index);

// A variable of the environment, NAME=value; null behind the last.
const char *whyslow_variable(int index);

// Columns of the terminal behind descriptor, 0 where there is none.
int whyslow_terminal_width(int descriptor);

// Nanoseconds of CPU time that all threads of another process have taken, by the clock that
// clock_getcpuclockid(3) names; -1 where there is no such process.
int64_t whyslow_process_clock(int pid);

// What adjtimex(2) reads of the kernel's discipline of the wall clock; units as in its manual page.
struct whyslow_timex {
  int64_t modes, offset, frequency, maximum_error, estimated_error, status, constant, precision,
      tolerance, tick, seconds, microseconds;
};

// adjtimex(2) without a change: the state of the clock, 5 for one that is not synchronised.
int whyslow_adjtimex(struct whyslow_timex *clock);

// prlimit(2): the soft limits of a process on open files and on its user's tasks; UINT64_MAX where
// there is none.
int whyslow_soft_limits(int pid, uint64_t *files, uint64_t *tasks);

// CPU seconds and peak resident bytes of this process, or of its ended children.
void whyslow_usage(int of_children, double *cpu_seconds, double *peak_bytes);

// Whether this process may open count more files: 1 or 0.
int whyslow_can_open(int count);

// Bytes that the allocator has handed out and not got back, as mallinfo2(3) has it; 0 elsewhere.
uint64_t whyslow_allocated_bytes(void);

// A TCP socket that listens, as sock_diag(7) tells of it.
struct whyslow_listener {
  char address[48];
  int is_v6, has_drops;
  uint16_t port;
  // Connections that wait to be accepted, the most that may, and those dropped since it listens.
  uint32_t queued, limit, drops;
  uint32_t uid, inode;
};

// The TCP sockets of IPv4 or IPv6 that listen, up to room of them; returns how many there are,
// which may be more.
int whyslow_listeners(int v6, struct whyslow_listener *listeners, int room);

// A queueing discipline, as rtnetlink(7) tells of it.
struct whyslow_qdisc {
  char interface[16], kind[16];
  int is_root;
  uint32_t handle, parent;
  // Sent and not sent since it was made; what waits now in packets and bytes.
  uint64_t bytes;
  uint32_t packets, drops, overlimits, requeues, queued, backlog;
};

// The queueing disciplines of all interfaces, up to room of them; returns how many there are.
int whyslow_qdiscs(struct whyslow_qdisc *qdiscs, int room);
