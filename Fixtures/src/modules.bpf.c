/* modules: what on Debian's kernels only modules have (nf_conntrack, veth): functions to call and to
 * attach to, types and their fields. Without those modules each program but `guarded` is refused.
 */
#include "bpf.h"
#include "context.h"
#include "core.h"

LICENSE("GPL");

u64 seen[4];

struct nf_conn {
	u32 mark;
	unsigned long status;
} __core;
struct nf_conntrack_net {
	unsigned int expect_count;
} __core;
struct veth_priv {
	unsigned int requested_headroom;
} __core;

/* Poisoned, and jumped over, where the modules are not given. */
SEC("raw_tp/sys_enter")
int guarded(struct bpf_raw_tracepoint_args *ctx)
{
	struct nf_conntrack_net *net = (void *)seen[0];
	struct veth_priv *device = (void *)seen[0];

	if (core_type_exists(struct nf_conntrack_net) && core_field_exists(net->expect_count))
		seen[1] = core_read(net->expect_count);
	if (core_field_exists(device->requested_headroom))
		seen[2] = core_read(device->requested_headroom);
	return 0;
}

struct bpf_sock_tuple {
	u32 saddr, daddr;
	u16 sport, dport;
};
struct bpf_ct_opts {
	s32 netns_id;
	s32 error;
	u8 l4proto;
	u8 dir;
	u8 reserved[2];
};
extern struct nf_conn *bpf_skb_ct_lookup(struct __sk_buff *packet, struct bpf_sock_tuple *tuple,
					 u32 tuple_size, struct bpf_ct_opts *opts,
					 u32 opts_size) __ksym;
extern void bpf_ct_release(struct nf_conn *connection) __ksym;

SEC("?tc")
int lookup(struct __sk_buff *packet)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_ct_opts opts = { .netns_id = -1, .l4proto = 6 };
	struct nf_conn *connection;

	connection = bpf_skb_ct_lookup(packet, &tuple, sizeof(tuple), &opts, sizeof(opts));
	if (!connection)
		return 0;
	seen[3] = connection->status;
	bpf_ct_release(connection);
	return 1;
}

SEC("?fentry/veth_xmit")
int transmits(u64 *ctx)
{
	seen[2] = ctx[1];
	return 0;
}

SEC("?fexit/nf_conntrack:nf_conntrack_in")
int named(u64 *ctx)
{
	seen[3] = ctx[0];
	return 0;
}
