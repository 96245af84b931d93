/* socket_hooks: programs of sockets, maps of sockets and network namespaces. Each counts
 * its runs in NAME_calls.
 */
#include "bpf.h"
#include "context_sockets.h"

/* Sockets to which data, connections and datagrams are steered. */
struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 4);
} sockets SEC(".maps");

/* The sockets of a SO_REUSEPORT group. */
struct {
	__uint(type, 20); /* BPF_MAP_TYPE_REUSEPORT_SOCKARRAY */
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 4);
} group SEC(".maps");

/* What a test sets while programs run: apart from what they write. */
#define SETTING SEC(".data.settings") u32

SETTING steered_port; /* connections to this port go to the first socket of sockets */
SETTING chosen;       /* the socket of group that gets datagrams */
SETTING kept_bytes;   /* how much of a packet the socket filter keeps */
SETTING message_drops; /* whether messages are dropped */
u64 look_up_calls, dissect_calls, parser_calls, verdict_calls, plain_verdict_calls,
	message_calls, filter_calls, select_calls, select_or_migrate_calls;

#define COUNT(NAME) __atomic_fetch_add(&NAME##_calls, 1, __ATOMIC_RELAXED)

SEC("sk_lookup") int look_up(struct bpf_sk_lookup *ctx)
{
	u32 first = 0;
	void *sk;

	COUNT(look_up);
	if (ctx->local_port != steered_port)
		return SK_PASS;
	sk = bpf_map_lookup_elem(&sockets, &first);
	if (!sk)
		return SK_PASS;
	bpf_sk_assign(ctx, sk, 0);
	bpf_sk_release(sk);
	return SK_PASS;
}

SEC("flow_dissector") int dissect(struct __sk_buff *ctx)
{
	COUNT(dissect);
	return BPF_DROP; /* not taken apart */
}

SEC("sk_skb/stream_parser") int parser(struct __sk_buff *ctx)
{
	COUNT(parser);
	return ctx->len;
}

SEC("sk_skb/stream_verdict") int verdict(struct __sk_buff *ctx)
{
	COUNT(verdict);
	return bpf_sk_redirect_map(ctx, &sockets, 1, 0);
}

SEC("sk_skb/verdict") int plain_verdict(struct __sk_buff *ctx)
{
	COUNT(plain_verdict);
	return bpf_sk_redirect_map(ctx, &sockets, 1, 0);
}

SEC("sk_msg") int message(struct sk_msg_md *ctx)
{
	COUNT(message);
	return message_drops ? SK_DROP : SK_PASS;
}

SEC("socket") int filter(struct __sk_buff *ctx)
{
	COUNT(filter);
	return kept_bytes;
}

static __always_inline int select(struct sk_reuseport_md *ctx)
{
	u32 key = chosen;

	return bpf_sk_select_reuseport(ctx, &group, &key, 0) ? SK_DROP : SK_PASS;
}

SEC("sk_reuseport") int select_one(struct sk_reuseport_md *ctx)
{
	COUNT(select);
	return select(ctx);
}

SEC("sk_reuseport/migrate") int select_or_migrate(struct sk_reuseport_md *ctx)
{
	COUNT(select_or_migrate);
	return select(ctx);
}

LICENSE("GPL");
