#define _GNU_SOURCE

#include "netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

static long result(long value) { return value < 0 ? -errno : value; }

int lbpf_netlink_open(int protocol) {
  int descriptor = (int)result(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  if (descriptor < 0) return descriptor;
  // Both are luxuries (Linux 4.12 and 4.3): without them errors are numbers alone.
  int one = 1;
  (void)setsockopt(descriptor, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof one);
  (void)setsockopt(descriptor, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof one);
  return descriptor;
}

long lbpf_netlink_send(int descriptor, const void *bytes, size_t count) {
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  return result(
      sendto(descriptor, bytes, count, 0, (const struct sockaddr *)&kernel, sizeof kernel));
}

long lbpf_netlink_next_size(int descriptor) {
  return result(recv(descriptor, NULL, 0, MSG_PEEK | MSG_TRUNC));
}

long lbpf_netlink_receive(int descriptor, void *buffer, size_t count) {
  struct sockaddr_nl sender = {0};
  socklen_t length = sizeof sender;
  long value = result(
      recvfrom(descriptor, buffer, count, MSG_TRUNC, (struct sockaddr *)&sender, &length));
  if (value < 0) return value;
  return length == sizeof sender && sender.nl_pid == 0 ? value : -EAGAIN;
}
