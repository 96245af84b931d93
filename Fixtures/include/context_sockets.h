/* What programs of sockets and control groups get as their context. These layouts are UAPI: fixed
 * offsets, no CO-RE.
 */
#pragma once

#include "context.h"

/* SEC("cgroup/sock_create") and its like: the beginning only. */
struct bpf_sock {
	u32 bound_dev_if;
	u32 family;
	u32 type;
	u32 protocol;
};

/* SEC("cgroup/connect4") and its like. */
struct bpf_sock_addr {
	u32 user_family;
	u32 user_ip4;
	u32 user_ip6[4];
	u32 user_port;
	u32 family;
	u32 type;
	u32 protocol;
	u32 msg_src_ip4;
	u32 msg_src_ip6[4];
};

/* SEC("cgroup/sysctl") */
struct bpf_sysctl {
	u32 write;
	u32 file_pos;
};

/* SEC("cgroup/dev") */
struct bpf_cgroup_dev_ctx {
	u32 access_type;
	u32 major;
	u32 minor;
};

/* SEC("cgroup/getsockopt") and its like; pointers take 8 bytes. */
struct bpf_sockopt {
	struct bpf_sock *sk __attribute__((aligned(8)));
	void *optval __attribute__((aligned(8)));
	void *optval_end __attribute__((aligned(8)));
	s32 level;
	s32 optname;
	s32 optlen;
	s32 retval;
};

/* SEC("sockops"): the beginning only. */
struct bpf_sock_ops {
	u32 op;
};

/* What SEC("sockops") sees (UAPI). */
enum {
	BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB = 4,
	BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB = 5,
};

/* SEC("sk_msg"): the beginning only. */
struct sk_msg_md {
	void *data __attribute__((aligned(8)));
	void *data_end __attribute__((aligned(8)));
};

/* SEC("sk_reuseport"): the beginning only. */
struct sk_reuseport_md {
	void *data __attribute__((aligned(8)));
	void *data_end __attribute__((aligned(8)));
	u32 len;
};

/* SEC("sk_lookup"): the beginning only. */
struct bpf_sk_lookup {
	struct bpf_sock *sk __attribute__((aligned(8)));
	u32 family;
	u32 protocol;
	u32 remote_ip4;
	u32 remote_ip6[4];
	u32 remote_port;
	u32 local_ip4;
	u32 local_ip6[4];
	u32 local_port;
};

/* What programs of sockets return (UAPI). */
enum { SK_DROP = 0, SK_PASS = 1 };
enum { BPF_OK = 0, BPF_DROP = 2 };

HELPER(52, long, bpf_sk_redirect_map, struct __sk_buff *ctx, void *map, u32 key, u64 flags);
HELPER(82, long, bpf_sk_select_reuseport, struct sk_reuseport_md *ctx, void *map, void *key,
       u64 flags);
HELPER(86, long, bpf_sk_release, void *sk);
HELPER(124, long, bpf_sk_assign, void *ctx, void *sk, u64 flags);
