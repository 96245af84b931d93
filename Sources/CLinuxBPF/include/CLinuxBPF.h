// What Swift cannot reach through the Glibc module: bpf(2) and the structures it takes, and the
// system calls that have no wrapper, are variadic, or are hidden behind _GNU_SOURCE.
//
// Every function returns a negative errno on failure, because errno itself does not survive
// whatever Swift code runs before it is read.

#ifndef CLINUXBPF_H
#define CLINUXBPF_H

#include "bpf_commands.h"
#include "bpf_info.h"
#include "bpf_links.h"
#include "bpf_token.h"
#include "netlink.h"
#include "bpf_inspection.h"
#include "sockets.h"
#include "system_calls.h"

#endif
