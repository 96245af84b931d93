/* target_ops: a kernel with a struct of functions of its own, for struct_ops_match. */
#include "types.h"

struct door;

enum door_state {
	DOOR_OPEN,
	DOOR_SHUT,
};

struct door_size {
	u32 width, height;
};

struct door_ops {
	u64 added; /* what the object does not know */
	int (*open)(struct door *door);
	int (*shut)(struct door *door, u32 force);
	struct door_size size;
	u32 flags;
	enum door_state state;
	char name[8];
	void *owner;
	u32 narrow : 3;
	int (*added_function)(struct door *door);
	int (*knock)(struct door *door);
	u32 not_a_function;
};

struct bpf_struct_ops_common_value {
	u32 references;
	u32 state;
};

struct bpf_struct_ops_door_ops {
	struct bpf_struct_ops_common_value common;
	struct door_ops data __attribute__((aligned(64)));
};

/* A value that has no struct of the name in it. */
struct window_ops {
	int (*open)(struct door *door);
};

struct bpf_struct_ops_window_ops {
	struct bpf_struct_ops_common_value common;
	struct door_ops data;
};

struct bpf_struct_ops_door_ops door_ops_anchor;
struct bpf_struct_ops_window_ops window_ops_anchor;

struct window_ops window_anchor;
