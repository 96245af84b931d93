/* kernel_fields: the types of the kernel that programs ask most for, and fields of them that have
 * moved, been renamed or gone between 5.10 and 7.x. Guarded, as it should be, but for the programs
 * marked `?`, which are broken on some kernels. Results go to `seen`, so that nothing is left out.
 */
#include "bpf.h"
#include "context.h"
#include "kernel.h"

LICENSE("GPL");

u64 seen[14];

/* 5.14 renamed task_struct.state and made it narrower. */
struct task_struct___renamed {
	unsigned int __state;
} __core;
struct task_struct___before_5_14 {
	long state;
} __core;

SEC("raw_tp/sched_switch")
int task_state(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct___renamed *task = (void *)ctx->args[2];

	if (core_field_exists(task->__state))
		seen[0] = core_read(task->__state);
	else
		seen[0] = core_read(((struct task_struct___before_5_14 *)task)->state);
	return 0;
}

SEC("?raw_tp/sched_switch")
int task_state_unguarded(struct bpf_raw_tracepoint_args *ctx)
{
	seen[0] = core_read(((struct task_struct___before_5_14 *)ctx->args[2])->state);
	return 0;
}

/* Anonymous unions and structs, and arrays in them. */
struct in6_addr {
	union {
		u8 u6_addr8[16];
		u32 u6_addr32[4];
	} in6_u;
} __core;
struct sock_common {
	u32 skc_daddr;
	u32 skc_rcv_saddr;
	u16 skc_dport;
	u16 skc_num;
	unsigned short skc_family;
	unsigned char skc_state;
	struct in6_addr skc_v6_daddr;
} __core;
struct sock {
	struct sock_common __sk_common;
	unsigned int sk_rcvbuf;
	u16 sk_protocol;
} __core;

SEC("kprobe/tcp_connect")
int sockets(void *ctx)
{
	struct sock *sock = (void *)seen[1];

	seen[2] = core_read(sock->__sk_common.skc_family) + core_read(sock->__sk_common.skc_dport) +
		  core_read(sock->__sk_common.skc_num) + core_read(sock->__sk_common.skc_state) +
		  core_read(sock->__sk_common.skc_daddr) +
		  core_read(sock->__sk_common.skc_v6_daddr.in6_u.u6_addr32[3]);
	seen[3] = core_read(sock->sk_rcvbuf) + core_read(sock->sk_protocol);
	return 0;
}

/* A packet and its device; bit-fields that kernels lay out differently. */
struct net_device {
	char name[16];
	int ifindex;
	unsigned int mtu;
} __core;
struct sk_buff {
	unsigned int len;
	unsigned int data_len;
	unsigned char *head;
	unsigned char *data;
	u16 protocol;
	struct net_device *dev;
	u8 pkt_type : 3;
	u8 ip_summed : 2;
} __core;

SEC("raw_tp/netif_receive_skb")
int packets(struct bpf_raw_tracepoint_args *ctx)
{
	struct sk_buff *packet = (void *)ctx->args[0];
	struct net_device *device = core_read(packet->dev);

	seen[4] = core_read(packet->len) + core_read(packet->protocol) +
		  (u64)core_read(packet->data) - (u64)core_read(packet->head);
	seen[5] = core_read_bitfield(packet, pkt_type) + core_read_bitfield(packet, ip_summed);
	seen[6] = core_read(device->ifindex) + core_read(device->mtu);
	return 0;
}

/* 5.12 replaced bio.bi_disk by bi_bdev, 5.17 took request.rq_disk away. */
struct gendisk {
	int major;
	int first_minor;
} __core;
struct block_device {
	struct gendisk *bd_disk;
} __core;
struct request_queue {
	struct gendisk *disk;
} __core;
struct bvec_iter {
	u64 bi_sector;
	unsigned int bi_size;
} __core;
struct bio {
	unsigned int bi_opf;
	struct bvec_iter bi_iter;
	struct block_device *bi_bdev;
} __core;
struct bio___before_5_12 {
	struct gendisk *bi_disk;
} __core;
struct request {
	struct request_queue *q;
	unsigned int cmd_flags;
	unsigned int __data_len;
	struct bio *bio;
} __core;
struct request___before_5_17 {
	struct gendisk *rq_disk;
} __core;

SEC("raw_tp/block_rq_issue")
int requests(struct bpf_raw_tracepoint_args *ctx)
{
	struct request *request = (void *)ctx->args[0];
	struct request___before_5_17 *old = (void *)request;
	struct bio *bio = core_read(request->bio);
	struct gendisk *disk = 0;

	if (core_field_exists(old->rq_disk))
		disk = core_read(old->rq_disk);
	else if (core_field_exists(core_field_of(struct request_queue, disk)))
		disk = core_read(core_read(request->q)->disk);
	seen[7] = core_read(disk->major) + core_read(disk->first_minor);

	if (core_field_exists(bio->bi_bdev))
		disk = core_read(core_read(bio->bi_bdev)->bd_disk);
	else
		disk = core_read(((struct bio___before_5_12 *)bio)->bi_disk);
	seen[8] = core_read(disk->major) + core_read(bio->bi_iter.bi_size) + core_read(bio->bi_opf);
	seen[9] = core_read(request->__data_len) + core_read(request->cmd_flags);
	return 0;
}

SEC("?raw_tp/block_rq_issue")
int requests_unguarded(struct bpf_raw_tracepoint_args *ctx)
{
	seen[7] = core_read(core_read(((struct request___before_5_17 *)ctx->args[0])->rq_disk)->major);
	return 0;
}

/* inode.i_atime: renamed to __i_atime in 6.7, split into seconds and nanoseconds in 6.11. */
struct timespec64 {
	s64 tv_sec;
	long tv_nsec;
} __core;
struct inode {
	unsigned short i_mode;
	unsigned long i_ino;
	u64 i_size;
} __core;
struct inode___before_6_7 {
	struct timespec64 i_atime;
} __core;
struct inode___before_6_11 {
	struct timespec64 __i_atime;
} __core;
struct inode___split {
	s64 i_atime_sec;
} __core;
struct qstr {
	const unsigned char *name;
	u32 len;
} __core;
struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
} __core;
struct path {
	struct dentry *dentry;
} __core;
struct file {
	struct path f_path;
	unsigned int f_flags;
	s64 f_pos;
} __core;

SEC("kprobe/vfs_read")
int files(void *ctx)
{
	struct file *file = (void *)seen[1];
	struct dentry *dentry = core_read(file->f_path.dentry);
	struct inode *inode = core_read(dentry->d_inode);
	struct inode___split *split = (void *)inode;
	struct inode___before_6_11 *renamed = (void *)inode;
	struct inode___before_6_7 *old = (void *)inode;

	seen[10] = core_read(dentry->d_name.len) + core_read(inode->i_ino) + core_read(inode->i_mode) +
		   core_read(inode->i_size) + core_read(file->f_flags) + core_read(file->f_pos);
	if (core_field_exists(split->i_atime_sec))
		seen[11] = core_read(split->i_atime_sec);
	else if (core_field_exists(renamed->__i_atime))
		seen[11] = core_read(renamed->__i_atime.tv_sec);
	else
		seen[11] = core_read(old->i_atime.tv_sec);
	return 0;
}

/* Types and enumerators that came with a kernel. */
struct bpf_ringbuf {
	u64 mask;
} __core;
struct bpf_arena {
	u64 user_vm_start;
} __core;
enum bpf_link_type {
	BPF_LINK_TYPE_XDP = 6,
	BPF_LINK_TYPE_KPROBE_MULTI = 8,
	BPF_LINK_TYPE_NETKIT = 13,
};

SEC("raw_tp/sys_enter")
int features(struct bpf_raw_tracepoint_args *ctx)
{
	seen[12] = core_type_exists(struct bpf_ringbuf) | core_type_exists(struct bpf_arena) << 1 |
		   core_enum_value_exists(enum bpf_link_type, BPF_LINK_TYPE_KPROBE_MULTI) << 2 |
		   core_enum_value_exists(enum bpf_link_type, BPF_LINK_TYPE_NETKIT) << 3;
	seen[13] = core_enum_value(enum bpf_link_type, BPF_LINK_TYPE_XDP) +
		   core_type_size(struct task_struct);
	return 0;
}
