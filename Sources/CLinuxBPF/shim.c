#define _GNU_SOURCE

#include "CLinuxBPF.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// The same numbers on every architecture that has the calls.
enum { NR_FSOPEN = 430, NR_FSCONFIG = 431, NR_FSMOUNT = 432 };
enum { FSOPEN_CLOEXEC_FLAG = 1, FSCONFIG_CMD_CREATE_VALUE = 6, FSMOUNT_CLOEXEC_FLAG = 1 };
enum { PERF_FLAG_PID_CGROUP_VALUE = 4, PERF_FLAG_FD_CLOEXEC_VALUE = 8 };

static int result(long value) { return value < 0 ? -errno : (int)value; }

int lbpf_bpf(uint32_t command, void *attributes, uint32_t size) {
  return result(syscall(SYS_bpf, command, attributes, size));
}

int lbpf_perf_event_open(const struct lbpf_perf_event_attr *attributes, int32_t pid, int32_t cpu) {
  return result(
      syscall(SYS_perf_event_open, attributes, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC_VALUE));
}

int lbpf_perf_event_open_cgroup(
    const struct lbpf_perf_event_attr *attributes, int32_t cgroup, int32_t cpu) {
  return result(syscall(
      SYS_perf_event_open, attributes, cgroup, cpu, -1,
      PERF_FLAG_PID_CGROUP_VALUE | PERF_FLAG_FD_CLOEXEC_VALUE));
}

enum { NR_PIDFD_OPEN = 434 };

int lbpf_pidfd_open(int32_t process) { return result(syscall(NR_PIDFD_OPEN, process, 0)); }

int lbpf_ioctl(int descriptor, uint64_t request, uint64_t argument) {
  return result(ioctl(descriptor, request, argument));
}

int lbpf_duplicate(int descriptor, int minimum) {
  return result(fcntl(descriptor, F_DUPFD_CLOEXEC, minimum));
}

int lbpf_close(int descriptor) { return result(close(descriptor)); }

int lbpf_openat(int directory, const char *path, int flags) {
  return result(openat(directory, path, flags | O_CLOEXEC));
}

long lbpf_read(int descriptor, void *buffer, size_t count) {
  long value = read(descriptor, buffer, count);
  return value < 0 ? -errno : value;
}

long lbpf_write(int descriptor, const void *buffer, size_t count) {
  long value = write(descriptor, buffer, count);
  return value < 0 ? -errno : value;
}

int lbpf_map(int descriptor, size_t count, int writable, int64_t offset, void **address) {
  int protection = PROT_READ | (writable ? PROT_WRITE : 0);
  void *mapped = mmap(NULL, count, protection, MAP_SHARED, descriptor, offset);
  if (mapped == MAP_FAILED) return -errno;
  *address = mapped;
  return 0;
}

int lbpf_map_at(int descriptor, size_t count, uint64_t wanted, void **address) {
  void *hint = (void *)(uintptr_t)wanted;
  int flags = MAP_SHARED | (hint ? MAP_FIXED_NOREPLACE : 0);
  void *mapped = mmap(hint, count, PROT_READ | PROT_WRITE, flags, descriptor, 0);
  if (mapped == MAP_FAILED) return -errno;
  if (hint && mapped != hint) {  // a kernel that does not know the flag takes it for a hint
    munmap(mapped, count);
    return -EEXIST;
  }
  *address = mapped;
  return 0;
}

int lbpf_unmap(void *address, size_t count) { return result(munmap(address, count)); }

int lbpf_epoll_create(void) { return result(epoll_create1(EPOLL_CLOEXEC)); }

int lbpf_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t data) {
  struct epoll_event event = {.events = events, .data.u64 = data};
  return result(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event));
}

int lbpf_epoll_delete(int epoll, int descriptor) {
  struct epoll_event unused = {0};
  return result(epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &unused));
}

int lbpf_epoll_wait(int epoll, struct lbpf_epoll_event *events, int count, int milliseconds) {
  struct epoll_event buffer[64];
  if (count > 64) count = 64;
  int ready = result(epoll_wait(epoll, buffer, count, milliseconds));
  for (int index = 0; index < ready; index++) {
    events[index] =
        (struct lbpf_epoll_event){.data = buffer[index].data.u64, .events = buffer[index].events};
  }
  return ready;
}

int lbpf_poll_readable(int descriptor, int milliseconds) {
  struct pollfd entry = {.fd = descriptor, .events = POLLIN};
  return result(poll(&entry, 1, milliseconds));
}

int lbpf_eventfd_create(void) { return result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

int lbpf_eventfd_signal(int descriptor) {
  uint64_t one = 1;
  return result(write(descriptor, &one, sizeof one));
}

int lbpf_eventfd_clear(int descriptor) {
  uint64_t count;
  return result(read(descriptor, &count, sizeof count));
}

int lbpf_set_thread_name(const char *name) { return result(prctl(PR_SET_NAME, name)); }

int lbpf_memfd_create(const char *name, uint64_t size) {
  int descriptor = result(memfd_create(name, MFD_CLOEXEC));
  if (descriptor < 0) return descriptor;
  if (ftruncate(descriptor, (off_t)size) < 0) {
    int error = -errno;
    close(descriptor);
    return error;
  }
  return descriptor;
}

int lbpf_detached_mount(const char *type) {
  int context = result(syscall(NR_FSOPEN, type, FSOPEN_CLOEXEC_FLAG));
  if (context < 0) return context;
  int mount = result(syscall(NR_FSCONFIG, context, FSCONFIG_CMD_CREATE_VALUE, NULL, NULL, 0));
  if (mount >= 0) mount = result(syscall(NR_FSMOUNT, context, FSMOUNT_CLOEXEC_FLAG, 0));
  close(context);
  return mount;
}

int lbpf_unshare_network(void) { return result(unshare(CLONE_NEWNET)); }

int lbpf_get_memlock(uint64_t *current, uint64_t *maximum) {
  struct rlimit limit;
  int value = result(getrlimit(RLIMIT_MEMLOCK, &limit));
  if (value < 0) return value;
  *current = limit.rlim_cur;
  *maximum = limit.rlim_max;
  return 0;
}

int lbpf_set_memlock(uint64_t current, uint64_t maximum) {
  struct rlimit limit = {.rlim_cur = current, .rlim_max = maximum};
  return result(setrlimit(RLIMIT_MEMLOCK, &limit));
}
