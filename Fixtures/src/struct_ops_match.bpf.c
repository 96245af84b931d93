/* struct_ops_match: structs of functions that the synthetic kernel target_ops has in
 * another shape, with programs for each way of being loaded or not.
 */
#include "bpf.h"

struct door;

enum door_state {
	DOOR_OPEN,
	DOOR_SHUT,
};

struct door_size {
	u32 width, height;
};

struct door_ops {
	int (*open)(struct door *door);
	u32 flags;
	int (*shut)(struct door *door, u32 force);
	char name[8];
	enum door_state state;
	struct door_size size;
	void *owner;
};

/* Members that the kernel lacks, unset. */
struct door_ops___old {
	int (*open)(struct door *door);
	int (*lock)(struct door *door);
	u64 removed;
	u32 flags;
};

#define STRUCT_OPS SEC("struct_ops")

STRUCT_OPS int open(u64 *ctx) { return 1; }
STRUCT_OPS int shut(u64 *ctx) { return 2; }
/* Loaded because `front` is created. */
SEC("?struct_ops") int open_front(u64 *ctx) { return 3; }
/* Stands in a map that is not created. */
SEC("struct_ops.s") int sleeps(u64 *ctx) { return 5; }
/* Stands for nothing. */
SEC("?struct_ops") int nowhere(u64 *ctx) { return 6; }
SEC("socket") int other(void *ctx) { return 7; }

SEC(".struct_ops")
struct door_ops front = {
	.open = (void *)open_front,
	.shut = (void *)shut,
	.flags = 0x01020304,
	.name = "front",
	.state = DOOR_SHUT,
	.size = {7, 9},
};

SEC(".struct_ops.link")
struct door_ops___old back = {
	.open = (void *)open,
	.flags = 5,
};

SEC(".struct_ops.link")
struct door_ops___old empty = {};

SEC("?.struct_ops")
struct door_ops spare = {
	.open = (void *)open,
	.shut = (void *)sleeps,
};

SEC("?.struct_ops.link")
struct door_ops___old spare_too = {
	.open = (void *)open,
};

LICENSE("GPL");
