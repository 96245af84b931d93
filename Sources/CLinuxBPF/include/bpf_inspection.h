// The attributes of the commands that look at what the kernel holds, and how to read what
// BPF_OBJ_GET_INFO_BY_FD says about a link. As elsewhere, every padding byte is named.

#ifndef CLINUXBPF_BPF_INSPECTION_H
#define CLINUXBPF_BPF_INSPECTION_H

#include <stddef.h>
#include <stdint.h>

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

// BPF_PROG_QUERY
struct lbpf_prog_query {
  uint32_t target_fd;  // or target_ifindex
  uint32_t attach_type;
  uint32_t query_flags;
  uint32_t attach_flags;  // written by the kernel
  uint64_t prog_ids;
  uint32_t prog_cnt;
  uint32_t padding;
  uint64_t prog_attach_flags;
  uint64_t link_ids;
  uint64_t link_attach_flags;
  uint64_t revision;  // written by the kernel
};

// BPF_TASK_FD_QUERY
struct lbpf_task_fd_query {
  uint32_t pid;
  uint32_t fd;
  uint32_t flags;
  uint32_t buf_len;
  uint64_t buf;
  uint32_t prog_id;
  uint32_t fd_type;
  uint64_t probe_offset;
  uint64_t probe_addr;
};

// BPF_ENABLE_STATS
struct lbpf_enable_stats {
  uint32_t type;
};

// BPF_PROG_STREAM_READ_BY_FD
struct lbpf_prog_stream_read {
  uint64_t stream_buf;
  uint32_t stream_buf_len;
  uint32_t stream_id;
  uint32_t prog_fd;
  uint32_t padding;
};

#pragma clang diagnostic pop

// unlink(2)
int lbpf_unlink(const char *path);

// readlink(2): the count of bytes, or a negative errno
long lbpf_readlink(const char *path, char *buffer, size_t count);

// The entries of a folder, each ended by a NUL, as many as fit: the count of bytes, or a negative
// errno; -ENOBUFS when they do not fit
long lbpf_list(const char *path, char *buffer, size_t count);

// openat(2) for reading without waiting for data, close-on-exec
int lbpf_open_nonblocking(int directory, const char *path);

#endif
