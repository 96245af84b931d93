/* One variable of each type, because the compiler describes only types in use. */
#pragma once

struct core_moved moved;
struct core_inner inner;
struct core_nested nested;
struct core_anonymous anonymous;
struct core_arrays arrays;
struct core_flexible flexible;
union core_union a_union;
struct core_bits bits;
struct core_sizes sizes;
struct core_signed signed_sizes;
struct core_optional optional;
struct core_kinds kinds;
enum core_small small;
enum core_unsigned unsigned_small;
enum core_large large;
enum core_signed_large signed_large;
enum core_widened widened;
enum core_narrowed narrowed;
core_int number;
core_inner_t inner_type;
core_unnamed_t unnamed_type;
core_pointer pointer;
core_array array;
core_function function;
struct core_subset subset;
struct core_not_subset not_subset;
struct core_other_sign other_sign;
struct core_longer_array longer_array;
