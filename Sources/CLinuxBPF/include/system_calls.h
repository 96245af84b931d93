// System calls that the Glibc module of Swift hides. A negative result is a negative errno.

#ifndef CLINUXBPF_SYSTEM_CALLS_H
#define CLINUXBPF_SYSTEM_CALLS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

// struct perf_event_attr as of Linux 3.2 (PERF_ATTR_SIZE_VER1): all that probes need.
struct lbpf_perf_event_attr {
  uint32_t type;
  uint32_t size;
  uint64_t config;
  uint64_t sample_period;
  uint64_t sample_type;
  uint64_t read_format;
  uint64_t flags;  // the bit fields: bit 0 is `disabled`
  uint32_t wakeup_events;
  uint32_t bp_type;
  uint64_t config1;
  uint64_t config2;
};

// struct epoll_event, which is packed on x86-64 only.
struct lbpf_epoll_event {
  uint64_t data;
  uint32_t events;
  uint32_t padding;
};

#pragma clang diagnostic pop

enum {
  LBPF_PERF_TYPE_TRACEPOINT = 2,
  LBPF_PERF_EVENT_IOC_ENABLE = 0x2400,
  LBPF_PERF_EVENT_IOC_DISABLE = 0x2401,
  LBPF_PERF_EVENT_IOC_SET_BPF = 0x40042408,
  LBPF_EPOLLIN = 0x001,
  LBPF_EPOLLERR = 0x008,
  LBPF_EPOLLHUP = 0x010,
};
#define LBPF_EPOLLET (1u << 31)

// bpf(2)
int lbpf_bpf(uint32_t command, void *attributes, uint32_t size);

// perf_event_open(2), close-on-exec
int lbpf_perf_event_open(const struct lbpf_perf_event_attr *attributes, int32_t pid, int32_t cpu);

// the same for the processes of a control group, by a descriptor of its folder, on one CPU
int lbpf_perf_event_open_cgroup(
    const struct lbpf_perf_event_attr *attributes, int32_t cgroup, int32_t cpu);

// ioctl(2) with an integer argument
int lbpf_ioctl(int descriptor, uint64_t request, uint64_t argument);

// fcntl(2) with F_DUPFD_CLOEXEC
int lbpf_duplicate(int descriptor, int minimum);
int lbpf_close(int descriptor);

// openat(2); close-on-exec is added to the flags
int lbpf_openat(int directory, const char *path, int flags);
long lbpf_read(int descriptor, void *buffer, size_t count);
long lbpf_write(int descriptor, const void *buffer, size_t count);

// mmap(2), shared; the address goes to *address
int lbpf_map(int descriptor, size_t count, int writable, int64_t offset, void **address);
// the same at a given address, if nothing is there (MAP_FIXED_NOREPLACE, Linux 4.17)
int lbpf_map_at(int descriptor, size_t count, uint64_t wanted, void **address);
int lbpf_unmap(void *address, size_t count);

// epoll(7), close-on-exec
int lbpf_epoll_create(void);
int lbpf_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t data);
int lbpf_epoll_delete(int epoll, int descriptor);
int lbpf_epoll_wait(int epoll, struct lbpf_epoll_event *events, int count, int milliseconds);
// poll(2) for reading on one descriptor: 1 when readable, 0 when the time is over
int lbpf_poll_readable(int descriptor, int milliseconds);

// eventfd(2), non-blocking and close-on-exec
int lbpf_eventfd_create(void);
int lbpf_eventfd_signal(int descriptor);
int lbpf_eventfd_clear(int descriptor);

// pidfd_open(2), close-on-exec (Linux 5.3)
int lbpf_pidfd_open(int32_t process);

// prctl(2) with PR_SET_NAME: the name of the calling thread, at most 15 bytes
int lbpf_set_thread_name(const char *name);

// memfd_create(2), close-on-exec
int lbpf_memfd_create(const char *name, uint64_t size);

// fsopen(2), fsconfig(2) and fsmount(2): a file system that is mounted nowhere, as a descriptor of
// its root (Linux 5.2)
int lbpf_detached_mount(const char *type);

// unshare(2): gives this thread a network namespace of its own
int lbpf_unshare_network(void);

// getrlimit(2) and setrlimit(2) of RLIMIT_MEMLOCK
int lbpf_get_memlock(uint64_t *current, uint64_t *maximum);
int lbpf_set_memlock(uint64_t current, uint64_t maximum);

#endif
