// The attributes of BPF_TOKEN_CREATE; see bpf_commands.h for the rules.

#ifndef CLINUXBPF_BPF_TOKEN_H
#define CLINUXBPF_BPF_TOKEN_H

#include <stdint.h>

// BPF_TOKEN_CREATE
struct lbpf_token_create {
  uint32_t flags;
  uint32_t bpffs_fd;
};

_Static_assert(sizeof(struct lbpf_token_create) == 8, "lbpf_token_create has another size");

#endif
