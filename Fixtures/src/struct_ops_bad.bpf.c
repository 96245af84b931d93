/* struct_ops_bad: one struct for each reason why a struct cannot be carried over to the
 * synthetic kernel target_ops. None is created unless asked for. -DONLY=3
 * -DBAD='SEC(".struct_ops")' leaves the third only, and has it created, to see what
 * libbpf says; libbpf takes only the first map of a section with `?` for optional.
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

/* Members that the kernel lacks. */
struct door_ops___old {
	int (*open)(struct door *door);
	int (*lock)(struct door *door);
	u64 removed;
	u32 flags;
};

SEC("?struct_ops") int knock(u64 *ctx) { return 4; }

#ifndef BAD
#define BAD SEC("?.struct_ops.link")
#endif
#ifndef ONLY
#define ONLY 0
#endif
#define IS(NUMBER) (ONLY == 0 || ONLY == NUMBER)

/* A value that the kernel has no place for. */
#if IS(1)
BAD struct door_ops___old missing_value = {.removed = 1};
#endif

/* A function that the kernel has no place for. */
#if IS(2)
BAD struct door_ops___old missing_function = {.lock = (void *)knock};
#endif

/* Another size. */
struct door_ops___wide {
	u64 flags;
};
#if IS(3)
BAD struct door_ops___wide wide = {};
#endif

/* Another kind. */
struct door_ops___kind {
	struct door_size flags;
};
#if IS(4)
BAD struct door_ops___kind kind = {};
#endif

struct door_ops___bits {
	u32 narrow : 3;
};
#if IS(5)
BAD struct door_ops___bits bits = {};
#endif

/* A function where the kernel has none. */
struct door_ops___function {
	int (*not_a_function)(struct door *door);
};
#if IS(6)
BAD struct door_ops___function no_function = {.not_a_function = (void *)knock};
#endif

/* A function where the kernel points to data. */
struct door_ops___owner {
	int (*owner)(struct door *door);
};
#if IS(7)
BAD struct door_ops___owner owner = {.owner = (void *)knock};
#endif

/* One program for two functions. */
#if IS(8)
BAD struct door_ops twice = {
	.open = (void *)knock,
	.shut = (void *)knock,
};
#endif

/* A struct that the kernel does not have. */
struct gate_ops {
	int (*open)(struct door *door);
};
#if IS(9)
BAD struct gate_ops gate = {.open = (void *)knock};
#endif

/* One that stands in no value of its own. */
struct window_ops {
	int (*open)(struct door *door);
};
#if IS(10)
BAD struct window_ops window = {.open = (void *)knock};
#endif

/* A pointer to data that is not null. */
#if IS(11)
BAD struct door_ops pointer = {.owner = (void *)8};
#endif

LICENSE("GPL");
