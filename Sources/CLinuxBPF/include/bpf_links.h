// The attributes of the commands of bpf(2) that attach programs; see bpf_commands.h for the rules.
// BPF_LINK_CREATE has one structure for each kind of target, all with the same head.

#ifndef CLINUXBPF_BPF_LINKS_H
#define CLINUXBPF_BPF_LINKS_H

#include <stdint.h>

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

// BPF_LINK_CREATE on a perf event; also the common head of the other kinds, with a zero cookie
struct lbpf_link_create {
  uint32_t prog_fd;
  uint32_t target_fd;  // or target_ifindex
  uint32_t attach_type;
  uint32_t flags;
  uint64_t bpf_cookie;
};

// BPF_LINK_CREATE of many user probes
struct lbpf_link_create_uprobe_multi {
  uint32_t prog_fd;
  uint32_t target_fd;
  uint32_t attach_type;
  uint32_t flags;
  uint64_t path;
  uint64_t offsets;
  uint64_t ref_ctr_offsets;
  uint64_t cookies;
  uint32_t cnt;
  uint32_t multi_flags;
  uint32_t pid;
  int32_t path_fd;
};

// BPF_LINK_CREATE of a program that was loaded for a function, or that replaces one
struct lbpf_link_create_tracing {
  uint32_t prog_fd;
  uint32_t target_fd;
  uint32_t attach_type;
  uint32_t flags;
  uint32_t target_btf_id;
  uint32_t padding;
  uint64_t cookie;
};

// BPF_LINK_CREATE of a program of many functions
struct lbpf_link_create_tracing_multi {
  uint32_t prog_fd;
  uint32_t target_fd;
  uint32_t attach_type;
  uint32_t flags;
  uint64_t ids;
  uint64_t cookies;
  uint32_t cnt;
  uint32_t padding;
};

// BPF_LINK_CREATE of an iterator
struct lbpf_link_create_iterator {
  uint32_t prog_fd;
  uint32_t target_fd;
  uint32_t attach_type;
  uint32_t flags;
  uint64_t iter_info;
  uint32_t iter_info_len;
  uint32_t padding;
};

// BPF_LINK_CREATE of many kernel probes
struct lbpf_link_create_kprobe_multi {
  uint32_t prog_fd;
  uint32_t target_fd;
  uint32_t attach_type;
  uint32_t flags;
  uint32_t multi_flags;
  uint32_t cnt;
  uint64_t syms;
  uint64_t addrs;
  uint64_t cookies;
};

// BPF_LINK_CREATE of a netfilter hook
struct lbpf_link_create_netfilter {
  uint32_t prog_fd;
  uint32_t target_fd;
  uint32_t attach_type;
  uint32_t flags;
  uint32_t pf;
  uint32_t hooknum;
  int32_t priority;
  uint32_t netfilter_flags;
};

// BPF_LINK_CREATE where programs have an order: tcx, netkit, control groups
struct lbpf_link_create_ordered {
  uint32_t prog_fd;
  uint32_t target_fd;  // or target_ifindex
  uint32_t attach_type;
  uint32_t flags;
  uint32_t relative_fd;  // or relative_id
  uint32_t padding;
  uint64_t expected_revision;
};

// BPF_PROG_ATTACH, BPF_PROG_DETACH
struct lbpf_prog_attach {
  uint32_t target_fd;  // or target_ifindex
  uint32_t attach_bpf_fd;
  uint32_t attach_type;
  uint32_t attach_flags;
  uint32_t replace_bpf_fd;
  uint32_t relative_fd;  // or relative_id
  uint64_t expected_revision;
};

// BPF_ITER_CREATE
struct lbpf_iter_create {
  uint32_t link_fd;
  uint32_t flags;
};

// BPF_LINK_UPDATE
struct lbpf_link_update {
  uint32_t link_fd;
  uint32_t new_prog_fd;  // or new_map_fd
  uint32_t flags;
  uint32_t old_prog_fd;  // or old_map_fd
};

// BPF_LINK_DETACH
struct lbpf_link_detach {
  uint32_t link_fd;
};

#pragma clang diagnostic pop

#endif
