// What sockets, network namespaces and control groups are attached to and looked at with. A negative
// result is a negative errno.

#ifndef CLINUXBPF_SOCKETS_H
#define CLINUXBPF_SOCKETS_H

#include <stdint.h>

enum {
  // SOL_SOCKET options, as on x86-64 and arm64
  LBPF_SO_DETACH_BPF = 27,
  LBPF_SO_ATTACH_BPF = 50,
  LBPF_SO_ATTACH_REUSEPORT_EBPF = 52,
  LBPF_SO_DETACH_REUSEPORT_BPF = 68,
};

// setsockopt(2) of an integer at SOL_SOCKET
int lbpf_set_socket_option(int socket, int option, int value);

// fstatfs(2): the magic number of the file system
int64_t lbpf_file_system_type(int descriptor);

// setns(2): moves this thread into a network namespace
int lbpf_enter_network(int descriptor);

#endif
