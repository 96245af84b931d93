// The attributes of bpf(2), one structure for each command instead of the kernel's one union.
//
// The definitions are this project's own, because the headers of a distribution are as old as the
// distribution. Names follow the kernel's fields. Every padding byte is a named field: Swift leaves
// unnamed padding uninitialised, and the kernel refuses attributes whose unused bytes are not zero.
// Pointers are 64-bit integers, as in the kernel's own definition.

#ifndef CLINUXBPF_BPF_COMMANDS_H
#define CLINUXBPF_BPF_COMMANDS_H

#include <stdint.h>

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

#define LBPF_NAME_SIZE 16

// BPF_MAP_CREATE
struct lbpf_map_create {
  uint32_t map_type;
  uint32_t key_size;
  uint32_t value_size;
  uint32_t max_entries;
  uint32_t map_flags;
  uint32_t inner_map_fd;
  uint32_t numa_node;
  char map_name[LBPF_NAME_SIZE];
  uint32_t map_ifindex;
  uint32_t btf_fd;
  uint32_t btf_key_type_id;
  uint32_t btf_value_type_id;
  uint32_t btf_vmlinux_value_type_id;
  uint64_t map_extra;
  int32_t value_type_btf_obj_fd;
  int32_t map_token_fd;
  uint64_t excl_prog_hash;
  uint32_t excl_prog_hash_size;
  uint32_t padding;
};

// BPF_MAP_{LOOKUP,UPDATE,DELETE,LOOKUP_AND_DELETE}_ELEM, BPF_MAP_GET_NEXT_KEY, BPF_MAP_FREEZE
struct lbpf_map_element {
  uint32_t map_fd;
  uint32_t padding;
  uint64_t key;
  uint64_t value;  // the next key, for BPF_MAP_GET_NEXT_KEY
  uint64_t flags;
};

// BPF_PROG_LOAD
struct lbpf_prog_load {
  uint32_t prog_type;
  uint32_t insn_cnt;
  uint64_t insns;
  uint64_t license;
  uint32_t log_level;
  uint32_t log_size;
  uint64_t log_buf;
  uint32_t kern_version;
  uint32_t prog_flags;
  char prog_name[LBPF_NAME_SIZE];
  uint32_t prog_ifindex;
  uint32_t expected_attach_type;
  uint32_t prog_btf_fd;
  uint32_t func_info_rec_size;
  uint64_t func_info;
  uint32_t func_info_cnt;
  uint32_t line_info_rec_size;
  uint64_t line_info;
  uint32_t line_info_cnt;
  uint32_t attach_btf_id;
  uint32_t attach_prog_fd;  // or attach_btf_obj_fd
  uint32_t core_relo_cnt;
  uint64_t fd_array;
  uint64_t core_relos;
  uint32_t core_relo_rec_size;
  uint32_t log_true_size;  // written by the kernel since 6.4
  int32_t prog_token_fd;
  uint32_t fd_array_cnt;
  uint64_t signature;
  uint32_t signature_size;
  int32_t keyring_id;
};

// BPF_OBJ_PIN, BPF_OBJ_GET
struct lbpf_object_pin {
  uint64_t pathname;
  uint32_t bpf_fd;
  uint32_t file_flags;
  int32_t path_fd;
  uint32_t padding;
};

// BPF_PROG_TEST_RUN
struct lbpf_prog_test_run {
  uint32_t prog_fd;
  uint32_t retval;
  uint32_t data_size_in;
  uint32_t data_size_out;
  uint64_t data_in;
  uint64_t data_out;
  uint32_t repeat;
  uint32_t duration;
  uint32_t ctx_size_in;
  uint32_t ctx_size_out;
  uint64_t ctx_in;
  uint64_t ctx_out;
  uint32_t flags;
  uint32_t cpu;
  uint32_t batch_size;
  uint32_t padding;
};

// BPF_{PROG,MAP,BTF,LINK}_GET_NEXT_ID, BPF_{PROG,MAP,BTF,LINK}_GET_FD_BY_ID
struct lbpf_object_id {
  uint32_t start_id;  // the id itself, for the commands that open
  uint32_t next_id;
  uint32_t open_flags;
  int32_t fd_by_id_token_fd;
};

// BPF_OBJ_GET_INFO_BY_FD
struct lbpf_object_info {
  uint32_t bpf_fd;
  uint32_t info_len;
  uint64_t info;
};

// BPF_RAW_TRACEPOINT_OPEN
struct lbpf_raw_tracepoint_open {
  uint64_t name;
  uint32_t prog_fd;
  uint32_t padding;
  uint64_t cookie;
};

// BPF_BTF_LOAD
struct lbpf_btf_load {
  uint64_t btf;
  uint64_t btf_log_buf;
  uint32_t btf_size;
  uint32_t btf_log_size;
  uint32_t btf_log_level;
  uint32_t btf_log_true_size;  // written by the kernel since 6.4
  uint32_t btf_flags;
  int32_t btf_token_fd;
};

// BPF_PROG_BIND_MAP
struct lbpf_prog_bind_map {
  uint32_t prog_fd;
  uint32_t map_fd;
  uint32_t flags;
};

#pragma clang diagnostic pop

#endif
