/* cgroup_hooks: a program for every hook of control groups. Each counts its runs in
 * NAME_calls, and denies what it sees while NAME_denies is set, where the hook can.
 * Those that see addresses put change_port in the place of the port, those that see
 * socket options change_value in the place of the value, unless it is 0.
 *
 * No kernel before 6.7 loads all of them: load those that a test is about.
 */
#include "bpf.h"
#include "context_sockets.h"

/* What a test sets while programs run: apart from what they write. */
#define SETTING SEC(".data.settings") u32

SETTING change_port; /* in the byte order of the network */
SETTING change_value;
u64 connections; /* that socket_ops saw being made */
u64 acceptances; /* that socket_ops saw being accepted */

#define COUNT(NAME) __atomic_fetch_add(&NAME##_calls, 1, __ATOMIC_RELAXED)

/* A program that lets everything pass unless it is to deny. */
#define HOOK(SECTION, NAME, CONTEXT)      \
	u64 NAME##_calls;                 \
	SETTING NAME##_denies;               \
	SEC(SECTION) int NAME(CONTEXT *ctx) \
	{                                 \
		COUNT(NAME);              \
		return NAME##_denies ? 0 : 1; \
	}

/* One for a hook that cannot deny. */
#define OBSERVER(SECTION, NAME, CONTEXT)  \
	u64 NAME##_calls;                 \
	SEC(SECTION) int NAME(CONTEXT *ctx) \
	{                                 \
		COUNT(NAME);              \
		return 1;                 \
	}

/* One that changes the port, and cannot or need not deny. */
#define REWRITER(SECTION, NAME)           \
	u64 NAME##_calls;                 \
	SEC(SECTION) int NAME(struct bpf_sock_addr *ctx) \
	{                                 \
		COUNT(NAME);              \
		if (change_port)          \
			ctx->user_port = change_port; \
		return 1;                 \
	}

HOOK("cgroup_skb/ingress", ingress, struct __sk_buff)
HOOK("cgroup_skb/egress", egress, struct __sk_buff)
HOOK("cgroup/skb", either_way, struct __sk_buff)

HOOK("cgroup/sock_create", sock_create, struct bpf_sock)
HOOK("cgroup/sock", sock, struct bpf_sock)
OBSERVER("cgroup/sock_release", sock_release, struct bpf_sock)
HOOK("cgroup/post_bind4", post_bind4, struct bpf_sock)
HOOK("cgroup/post_bind6", post_bind6, struct bpf_sock)

REWRITER("cgroup/bind4", bind4)
REWRITER("cgroup/bind6", bind6)
REWRITER("cgroup/connect4", connect4)
REWRITER("cgroup/connect6", connect6)
HOOK("cgroup/sendmsg4", sendmsg4, struct bpf_sock_addr)
HOOK("cgroup/sendmsg6", sendmsg6, struct bpf_sock_addr)
REWRITER("cgroup/recvmsg4", recvmsg4)
REWRITER("cgroup/recvmsg6", recvmsg6)
REWRITER("cgroup/getpeername4", getpeername4)
REWRITER("cgroup/getpeername6", getpeername6)
REWRITER("cgroup/getsockname4", getsockname4)
REWRITER("cgroup/getsockname6", getsockname6)

HOOK("cgroup/connect_unix", connect_unix, struct bpf_sock_addr)
HOOK("cgroup/sendmsg_unix", sendmsg_unix, struct bpf_sock_addr)
OBSERVER("cgroup/recvmsg_unix", recvmsg_unix, struct bpf_sock_addr)
OBSERVER("cgroup/getpeername_unix", getpeername_unix, struct bpf_sock_addr)
OBSERVER("cgroup/getsockname_unix", getsockname_unix, struct bpf_sock_addr)

HOOK("cgroup/sysctl", sysctl, struct bpf_sysctl)
HOOK("cgroup/dev", dev, struct bpf_cgroup_dev_ctx)

/* One that changes the value of an integer option. */
#define OPTION(SECTION, NAME)                                     \
	u64 NAME##_calls;                                         \
	SETTING NAME##_denies;                                       \
	SEC(SECTION) int NAME(struct bpf_sockopt *ctx)            \
	{                                                         \
		u32 *value = ctx->optval;                         \
		COUNT(NAME);                                      \
		if (NAME##_denies)                                \
			return 0;                                 \
		if (change_value && (void *)(value + 1) <= ctx->optval_end) \
			*value = change_value;                    \
		return 1;                                         \
	}

OPTION("cgroup/getsockopt", getsockopt)
OPTION("cgroup/setsockopt", setsockopt)

u64 socket_ops_calls;
SEC("sockops") int socket_ops(struct bpf_sock_ops *ctx)
{
	COUNT(socket_ops);
	if (ctx->op == BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB)
		__atomic_fetch_add(&connections, 1, __ATOMIC_RELAXED);
	if (ctx->op == BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB)
		__atomic_fetch_add(&acceptances, 1, __ATOMIC_RELAXED);
	return 1;
}

HOOK("lsm_cgroup/socket_bind", lsm_socket_bind, u64)

LICENSE("GPL");
