/* xdp_pass: lets every packet of an interface pass and counts packets and bytes, per
 * CPU and per kind of Ethernet frame.
 */
#include "bpf.h"
#include "context.h"

struct counts {
	u64 packets;
	u64 bytes;
};

enum frame { FRAME_SHORT, FRAME_IPV4, FRAME_IPV6, FRAME_OTHER, FRAMES };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, u32);
	__type(value, struct counts);
	__uint(max_entries, FRAMES);
} counts SEC(".maps");

SEC("xdp")
int xdp_pass(struct xdp_md *ctx)
{
	u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	u32 frame = FRAME_OTHER;
	struct counts *sum;

	if (data + 14 > end)
		frame = FRAME_SHORT;
	else if (data[12] == 0x08 && data[13] == 0x00)
		frame = FRAME_IPV4;
	else if (data[12] == 0x86 && data[13] == 0xdd)
		frame = FRAME_IPV6;

	sum = bpf_map_lookup_elem(&counts, &frame);
	if (sum) {
		sum->packets++;
		sum->bytes += end - data;
	}
	return XDP_PASS;
}

LICENSE("GPL");
