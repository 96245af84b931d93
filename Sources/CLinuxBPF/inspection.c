// What looking at the kernel's objects needs besides bpf(2), and the layouts of its structures.

#define _GNU_SOURCE

#include "CLinuxBPF.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define SIZE(type, bytes) _Static_assert(sizeof(struct type) == bytes, #type " has another size")
#define AT(type, field, offset)                                   \
  _Static_assert(offsetof(struct type, field) == offset, #type "." #field " is elsewhere")

SIZE(lbpf_prog_query, 64);
AT(lbpf_prog_query, target_fd, 0);
AT(lbpf_prog_query, attach_type, 4);
AT(lbpf_prog_query, query_flags, 8);
AT(lbpf_prog_query, attach_flags, 12);
AT(lbpf_prog_query, prog_ids, 16);
AT(lbpf_prog_query, prog_cnt, 24);
AT(lbpf_prog_query, prog_attach_flags, 32);
AT(lbpf_prog_query, link_ids, 40);
AT(lbpf_prog_query, link_attach_flags, 48);
AT(lbpf_prog_query, revision, 56);

SIZE(lbpf_task_fd_query, 48);
AT(lbpf_task_fd_query, pid, 0);
AT(lbpf_task_fd_query, fd, 4);
AT(lbpf_task_fd_query, flags, 8);
AT(lbpf_task_fd_query, buf_len, 12);
AT(lbpf_task_fd_query, buf, 16);
AT(lbpf_task_fd_query, prog_id, 24);
AT(lbpf_task_fd_query, fd_type, 28);
AT(lbpf_task_fd_query, probe_offset, 32);
AT(lbpf_task_fd_query, probe_addr, 40);

SIZE(lbpf_enable_stats, 4);

SIZE(lbpf_prog_stream_read, 24);
AT(lbpf_prog_stream_read, stream_buf, 0);
AT(lbpf_prog_stream_read, stream_buf_len, 8);
AT(lbpf_prog_stream_read, stream_id, 12);
AT(lbpf_prog_stream_read, prog_fd, 16);

// The union of a link's information begins behind the head and has room for every kind.
SIZE(lbpf_link_info, 64);
AT(lbpf_link_info, words, 16);

int lbpf_unlink(const char *path) { return unlink(path) < 0 ? -errno : 0; }

long lbpf_readlink(const char *path, char *buffer, size_t count) {
  ssize_t value = readlink(path, buffer, count);
  return value < 0 ? -errno : (long)value;
}

long lbpf_list(const char *path, char *buffer, size_t count) {
  DIR *folder = opendir(path);
  if (!folder) return -errno;
  size_t used = 0;
  long result = 0;
  for (;;) {
    errno = 0;
    struct dirent *entry = readdir(folder);
    if (!entry) {
      if (errno) result = -errno;
      break;
    }
    size_t size = strlen(entry->d_name) + 1;
    if (size > count - used) {
      result = -ENOBUFS;
      break;
    }
    memcpy(buffer + used, entry->d_name, size);
    used += size;
  }
  closedir(folder);
  return result < 0 ? result : (long)used;
}

int lbpf_open_nonblocking(int directory, const char *path) {
  int value = openat(directory, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  return value < 0 ? -errno : value;
}
