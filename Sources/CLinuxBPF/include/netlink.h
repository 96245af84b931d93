// Sockets of netlink(7). A negative result is a negative errno.

#ifndef CLINUXBPF_NETLINK_H
#define CLINUXBPF_NETLINK_H

#include <stddef.h>

// A socket of a protocol such as NETLINK_ROUTE, close-on-exec, in the network namespace of the calling
// thread; the kernel is asked to say in words what it refuses, and not to send the request back.
int lbpf_netlink_open(int protocol);

// Sends a request to the kernel.
long lbpf_netlink_send(int descriptor, const void *bytes, size_t count);

// The size of the next message, which stays.
long lbpf_netlink_next_size(int descriptor);

// Takes the next message. One that did not come from the kernel gives -EAGAIN and is dropped; of one
// that is longer than the buffer, the whole size is the result.
long lbpf_netlink_receive(int descriptor, void *buffer, size_t count);

#endif
