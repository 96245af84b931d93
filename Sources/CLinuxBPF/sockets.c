#define _GNU_SOURCE

#include "CLinuxBPF.h"

#include <errno.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/vfs.h>

int lbpf_set_socket_option(int socket, int option, int value) {
  return setsockopt(socket, SOL_SOCKET, option, &value, sizeof value) < 0 ? -errno : 0;
}

int64_t lbpf_file_system_type(int descriptor) {
  struct statfs file_system;
  return fstatfs(descriptor, &file_system) < 0 ? -errno : (int64_t)(uint32_t)file_system.f_type;
}

int lbpf_enter_network(int descriptor) { return setns(descriptor, CLONE_NEWNET) < 0 ? -errno : 0; }
