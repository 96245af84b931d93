/// The decisions of libbpf 1.7 about two fixtures relocated to `target_a`, each once, in the order of
/// the relocations.
///
/// libbpf refuses the two relocations of `enum core_unsigned`, whose values clang writes without the
/// sign that libbpf expects; the lines about them are this engine's own.
enum RecordedDecisions {
  static let fields = """
    <byte_off> [5] struct core_moved.a (0:0 @ offset 0): off 0 -> 20
    <byte_off> [5] struct core_moved.b (0:1 @ offset 4): off 4 -> 16
    <byte_off> [5] struct core_moved.c (0:2 @ offset 8): off 8 -> 0
    <byte_off> [11] struct core_nested.next (0:3 @ offset 24): off 24 -> 56
    <byte_off> [11] struct core_nested.before (0:0 @ offset 0): off 0 -> 48
    <byte_off> [11] struct core_nested.in.x (0:1:0 @ offset 4): off 4 -> 24
    <byte_off> [11] struct core_nested.in.y (0:1:1 @ offset 8): off 8 -> 16
    <byte_off> [11] struct core_nested.named.unnamed_in.y (0:2:0:1 @ offset 16): off 16 -> 36
    <byte_off> [17] struct core_anonymous.before (0:0 @ offset 0): off 0 -> 24
    <byte_off> [17] struct core_anonymous.whole (0:1:0 @ offset 4): off 4 -> 16
    <byte_off> [17] struct core_anonymous.low (0:1:1:0 @ offset 4): off 4 -> 14
    <byte_off> [17] struct core_anonymous.high (0:1:1:1 @ offset 6): off 6 -> 12
    <byte_off> [17] struct core_anonymous.after (0:2 @ offset 8): off 8 -> 8
    <byte_off> [28] struct core_arrays.numbers[0] (0:0:0 @ offset 0): off 0 -> 12
    <byte_off> [28] struct core_arrays.numbers[3] (0:0:3 @ offset 12): off 12 -> 24
    <byte_off> [28] struct core_arrays.items[2].y (0:1:2:1 @ offset 36): off 36 -> 68
    <byte_off> [28] struct core_arrays.matrix[1] (0:2:1 @ offset 52): imm 52 -> 128
    <byte_off> [28] struct core_arrays.name[7] (0:3:7 @ offset 71): off 71 -> 207
    <byte_off> [12] struct core_inner[2].x (2:0 @ offset 16): off 16 -> 32
    <byte_off> [12] struct core_inner.y (0:1 @ offset 4): off 4 -> 0
    <byte_off> [40] struct core_flexible.count (0:0 @ offset 0): off 0 -> 8
    <byte_off> [40] struct core_flexible.items[5].x (0:1:5:0 @ offset 44): off 44 -> 80
    <byte_off> [44] union core_union.bytes[3] (0:1:3 @ offset 3): off 3 -> 3
    <byte_off> [44] union core_union.word (0:0 @ offset 0): off 0 -> 0
    <byte_off> [44] union core_union.pair.y (0:2:1 @ offset 4): off 4 -> 0
    <byte_off> [51] struct core_sizes.one (0:0 @ offset 0): off 0 -> 20, size 1 -> 4
    <byte_off> [51] struct core_sizes.four (0:2 @ offset 4): off 4 -> 8, size 4 -> 8
    <byte_off> [51] struct core_sizes.two (0:1 @ offset 2): off 2 -> 24, size 2 -> 1
    <byte_off> [51] struct core_sizes.eight (0:3 @ offset 8): off 8 -> 16, size 8 -> 4
    <byte_off> [51] struct core_sizes.truth (0:5 @ offset 24): off 24 -> 28, size 1 -> 4
    <byte_off> [51] struct core_sizes.pointer (0:4 @ offset 16): off 16 -> 32
    <byte_off> [51] struct core_sizes.array[1] (0:6:1 @ offset 32): off 32 -> 48, size 4 -> 8
    <byte_off> [57] struct core_bits.a (0:0 @ offset 0): imm 0 -> 24
    <byte_sz> [57] struct core_bits.a (0:0 @ offset 0): imm 8 -> 4
    <lshift_u64> [57] struct core_bits.a (0:0 @ offset 0): imm 61 -> 59
    <signed> [57] struct core_bits.a (0:0 @ offset 0): imm 0 -> 0
    <rshift_u64> [57] struct core_bits.a (0:0 @ offset 0): imm 61 -> 59
    <byte_off> [57] struct core_bits.b (0:1 @ offset 0.3): imm 0 -> 20
    <byte_sz> [57] struct core_bits.b (0:1 @ offset 0.3): imm 8 -> 4
    <lshift_u64> [57] struct core_bits.b (0:1 @ offset 0.3): imm 54 -> 34
    <signed> [57] struct core_bits.b (0:1 @ offset 0.3): imm 0 -> 0
    <rshift_u64> [57] struct core_bits.b (0:1 @ offset 0.3): imm 57 -> 34
    <byte_off> [57] struct core_bits.c (0:2 @ offset 1.2): imm 0 -> 16
    <byte_sz> [57] struct core_bits.c (0:2 @ offset 1.2): imm 8 -> 4
    <lshift_u64> [57] struct core_bits.c (0:2 @ offset 1.2): imm 32 -> 54
    <signed> [57] struct core_bits.c (0:2 @ offset 1.2): imm 0 -> 0
    <rshift_u64> [57] struct core_bits.c (0:2 @ offset 1.2): imm 42 -> 63
    <byte_off> [57] struct core_bits.s (0:3 @ offset 4): imm 0 -> 16
    <byte_sz> [57] struct core_bits.s (0:3 @ offset 4): imm 8 -> 4
    <lshift_u64> [57] struct core_bits.s (0:3 @ offset 4): imm 27 -> 55
    <signed> [57] struct core_bits.s (0:3 @ offset 4): imm 1 -> 1
    <rshift_u64> [57] struct core_bits.s (0:3 @ offset 4): imm 59 -> 55
    <byte_off> [57] struct core_bits.t (0:4 @ offset 4.5): imm 0 -> 12
    <byte_sz> [57] struct core_bits.t (0:4 @ offset 4.5): imm 8 -> 4
    <lshift_u64> [57] struct core_bits.t (0:4 @ offset 4.5): imm 16 -> 38
    <signed> [57] struct core_bits.t (0:4 @ offset 4.5): imm 1 -> 1
    <rshift_u64> [57] struct core_bits.t (0:4 @ offset 4.5): imm 53 -> 58
    <byte_off> [57] struct core_bits.wide (0:5 @ offset 8): imm 8 -> 8
    <byte_sz> [57] struct core_bits.wide (0:5 @ offset 8): imm 8 -> 8
    <lshift_u64> [57] struct core_bits.wide (0:5 @ offset 8): imm 24 -> 14
    <signed> [57] struct core_bits.wide (0:5 @ offset 8): imm 0 -> 0
    <rshift_u64> [57] struct core_bits.wide (0:5 @ offset 8): imm 24 -> 14
    <byte_off> [57] struct core_bits.flag (0:6 @ offset 13): imm 8 -> 14
    <byte_sz> [57] struct core_bits.flag (0:6 @ offset 13): imm 8 -> 1
    <lshift_u64> [57] struct core_bits.flag (0:6 @ offset 13): imm 23 -> 60
    <signed> [57] struct core_bits.flag (0:6 @ offset 13): imm 0 -> 0
    <rshift_u64> [57] struct core_bits.flag (0:6 @ offset 13): imm 63 -> 62
    <byte_off> [57] struct core_bits.to_plain (0:7 @ offset 14): imm 8 -> 28
    <byte_sz> [57] struct core_bits.to_plain (0:7 @ offset 14): imm 8 -> 4
    <lshift_u64> [57] struct core_bits.to_plain (0:7 @ offset 14): imm 7 -> 32
    <signed> [57] struct core_bits.to_plain (0:7 @ offset 14): imm 0 -> 0
    <rshift_u64> [57] struct core_bits.to_plain (0:7 @ offset 14): imm 55 -> 32
    <byte_off> [57] struct core_bits.plain (0:8 @ offset 16): imm 16 -> 2
    <byte_sz> [57] struct core_bits.plain (0:8 @ offset 16): imm 2 -> 2
    <lshift_u64> [57] struct core_bits.plain (0:8 @ offset 16): imm 48 -> 48
    <signed> [57] struct core_bits.plain (0:8 @ offset 16): imm 0 -> 0
    <rshift_u64> [57] struct core_bits.plain (0:8 @ offset 16): imm 48 -> 48
    <byte_off> [5] struct core_moved.a (0:0 @ offset 0): imm 0 -> 20
    <byte_sz> [5] struct core_moved.a (0:0 @ offset 0): imm 4 -> 4
    <field_exists> [5] struct core_moved.a (0:0 @ offset 0): imm 1 -> 1
    <signed> [5] struct core_moved.a (0:0 @ offset 0): imm 1 -> 1
    <lshift_u64> [5] struct core_moved.a (0:0 @ offset 0): imm 32 -> 32
    <rshift_u64> [5] struct core_moved.a (0:0 @ offset 0): imm 32 -> 32
    <byte_off> [5] struct core_moved.c (0:2 @ offset 8): imm 8 -> 0
    <byte_sz> [5] struct core_moved.c (0:2 @ offset 8): imm 8 -> 8
    <field_exists> [5] struct core_moved.c (0:2 @ offset 8): imm 1 -> 1
    <signed> [5] struct core_moved.c (0:2 @ offset 8): imm 0 -> 0
    <lshift_u64> [5] struct core_moved.c (0:2 @ offset 8): imm 0 -> 0
    <rshift_u64> [5] struct core_moved.c (0:2 @ offset 8): imm 0 -> 0
    <byte_off> [11] struct core_nested.in.y (0:1:1 @ offset 8): imm 8 -> 16
    <byte_sz> [11] struct core_nested.in.y (0:1:1 @ offset 8): imm 4 -> 4
    <field_exists> [11] struct core_nested.in.y (0:1:1 @ offset 8): imm 1 -> 1
    <signed> [11] struct core_nested.in.y (0:1:1 @ offset 8): imm 1 -> 1
    <lshift_u64> [11] struct core_nested.in.y (0:1:1 @ offset 8): imm 32 -> 32
    <rshift_u64> [11] struct core_nested.in.y (0:1:1 @ offset 8): imm 32 -> 32
    <byte_off> [17] struct core_anonymous.high (0:1:1:1 @ offset 6): imm 6 -> 12
    <byte_sz> [17] struct core_anonymous.high (0:1:1:1 @ offset 6): imm 2 -> 2
    <field_exists> [17] struct core_anonymous.high (0:1:1:1 @ offset 6): imm 1 -> 1
    <signed> [17] struct core_anonymous.high (0:1:1:1 @ offset 6): imm 0 -> 0
    <lshift_u64> [17] struct core_anonymous.high (0:1:1:1 @ offset 6): imm 48 -> 48
    <rshift_u64> [17] struct core_anonymous.high (0:1:1:1 @ offset 6): imm 48 -> 48
    <field_exists> [57] struct core_bits.a (0:0 @ offset 0): imm 1 -> 1
    <field_exists> [57] struct core_bits.s (0:3 @ offset 4): imm 1 -> 1
    <field_exists> [57] struct core_bits.wide (0:5 @ offset 8): imm 1 -> 1
    <field_exists> [57] struct core_bits.to_plain (0:7 @ offset 14): imm 1 -> 1
    <byte_off> [51] struct core_sizes.one (0:0 @ offset 0): imm 0 -> 20
    <byte_sz> [51] struct core_sizes.one (0:0 @ offset 0): imm 1 -> 4
    <field_exists> [51] struct core_sizes.one (0:0 @ offset 0): imm 1 -> 1
    <signed> [51] struct core_sizes.one (0:0 @ offset 0): imm 0 -> 0
    <lshift_u64> [51] struct core_sizes.one (0:0 @ offset 0): imm 56 -> 32
    <rshift_u64> [51] struct core_sizes.one (0:0 @ offset 0): imm 56 -> 32
    <byte_off> [51] struct core_sizes.pointer (0:4 @ offset 16): imm 16 -> 32
    <byte_sz> [51] struct core_sizes.pointer (0:4 @ offset 16): imm 8 -> 8
    <field_exists> [51] struct core_sizes.pointer (0:4 @ offset 16): imm 1 -> 1
    <byte_off> [63] struct core_kinds.to_enum64 (0:3 @ offset 24): imm 24 -> 24
    <byte_sz> [63] struct core_kinds.to_enum64 (0:3 @ offset 24): imm 4 -> 8
    <field_exists> [63] struct core_kinds.to_enum64 (0:3 @ offset 24): imm 1 -> 1
    <signed> [63] struct core_kinds.to_enum64 (0:3 @ offset 24): imm 1 -> 1
    <lshift_u64> [63] struct core_kinds.to_enum64 (0:3 @ offset 24): imm 32 -> 0
    <rshift_u64> [63] struct core_kinds.to_enum64 (0:3 @ offset 24): imm 32 -> 0
    <byte_off> [44] union core_union.pair (0:2 @ offset 0): imm 0 -> 0
    <byte_sz> [44] union core_union.pair (0:2 @ offset 0): imm 8 -> 12
    <field_exists> [44] union core_union.pair (0:2 @ offset 0): imm 1 -> 1
    <byte_off> [28] struct core_arrays.matrix[1][2] (0:2:1:2 @ offset 60): imm 60 -> 136
    <byte_sz> [28] struct core_arrays.matrix[1][2] (0:2:1:2 @ offset 60): imm 4 -> 4
    <field_exists> [28] struct core_arrays.matrix[1][2] (0:2:1:2 @ offset 60): imm 1 -> 1
    <byte_off> [28] struct core_arrays.numbers (0:0 @ offset 0): imm 0 -> 12
    <byte_sz> [28] struct core_arrays.numbers (0:0 @ offset 0): imm 16 -> 32
    <field_exists> [28] struct core_arrays.numbers (0:0 @ offset 0): imm 1 -> 1
    <byte_off> [68] struct core_optional.missing (0:1 @ offset 4): poison
    <byte_off> [92] struct core_signed.stays (0:2 @ offset 16): off 16 -> 16
    <byte_off> [92] struct core_signed.grows (0:0 @ offset 0): poison
    <byte_off> [92] struct core_signed.shrinks (0:1 @ offset 8): poison
    <field_exists> [68] struct core_optional.present (0:0 @ offset 0): imm 1 -> 1
    <field_exists> [68] struct core_optional.missing (0:1 @ offset 4): imm 1 -> 0
    <field_exists> [68] struct core_optional.missing_struct.x (0:2:0 @ offset 8): imm 1 -> 0
    <field_exists> [69] struct core_gone.x (0:0 @ offset 0): imm 1 -> 0
    <field_exists> [70] union core_gone_union.x (0:0 @ offset 0): imm 1 -> 0
    <field_exists> [28] struct core_arrays.numbers[3] (0:0:3 @ offset 12): imm 1 -> 1
    <field_exists> [63] struct core_kinds.to_pointer (0:0 @ offset 0): imm 1 -> 0
    <field_exists> [63] struct core_kinds.to_int (0:1 @ offset 8): imm 1 -> 0
    <field_exists> [63] struct core_kinds.to_union (0:2 @ offset 16): imm 1 -> 1
    <field_exists> [63] struct core_kinds.to_double (0:4 @ offset 28): imm 1 -> 1
    <byte_off> [68] struct core_optional.present (0:0 @ offset 0): off 0 -> 4
    <byte_off> [69] struct core_gone.x (0:0 @ offset 0): poison
    <field_exists> [75] struct core_moved___old.a (0:0 @ offset 0): imm 1 -> 1
    <byte_off> [75] struct core_moved___old.a (0:0 @ offset 0): off 0 -> 20
    <field_exists> [75] struct core_moved___old.removed_long_ago (0:1 @ offset 4): imm 1 -> 0
    <byte_off> [75] struct core_moved___old.removed_long_ago (0:1 @ offset 4): poison
    <field_exists> [76] struct core_moved___new.gap (0:1 @ offset 8): imm 1 -> 1
    <byte_off> [76] struct core_moved___new.gap (0:1 @ offset 8): off 8 -> 8
    <field_exists> [77] struct core_moved___old___twice.a (0:0 @ offset 0): imm 1 -> 0
    <field_exists> [78] struct core____moved.a (0:0 @ offset 0): imm 1 -> 0
    <byte_off> [81] struct core_moved___plain.b (0:1 @ offset 4): imm 4 -> 16
    """.split(separator: "\n").map(String.init)

  static let types = """
    <type_exists> [5] struct core_moved: imm 1 -> 1
    <type_exists> [9] union core_union: imm 1 -> 1
    <type_exists> [19] enum core_small: imm 1 -> 1
    <type_exists> [20] enum core_widened: imm 1 -> 1
    <type_exists> [21] typedef core_int: imm 1 -> 1
    <type_exists> [22] typedef core_inner_t: imm 1 -> 1
    <type_exists> [23] typedef core_unnamed_t: imm 1 -> 1
    <type_exists> [25] typedef core_pointer: imm 1 -> 1
    <type_exists> [27] typedef core_array: imm 1 -> 1
    <type_exists> [29] typedef core_function: imm 1 -> 1
    <type_exists> [33] struct core_gone: imm 1 -> 0
    <type_exists> [34] union core_gone_union: imm 1 -> 0
    <type_exists> [35] enum core_gone_enum: imm 1 -> 0
    <type_exists> [36] typedef core_gone_t: imm 1 -> 0
    <type_exists> [37] union core_moved___as_union: imm 1 -> 0
    <type_matches> [5] struct core_moved: imm 1 -> 1
    <type_matches> [40] struct core_subset: imm 1 -> 1
    <type_matches> [41] struct core_not_subset: imm 1 -> 0
    <type_matches> [42] struct core_other_sign: imm 1 -> 0
    <type_matches> [43] struct core_longer_array: imm 1 -> 0
    <type_matches> [45] struct core_sizes: imm 1 -> 0
    <type_matches> [9] union core_union: imm 1 -> 0
    <type_matches> [19] enum core_small: imm 1 -> 0
    <type_matches> [52] enum core_unsigned: imm 1 -> 1
    <type_matches> [53] enum64 core_large: imm 1 -> 0
    <type_matches> [21] typedef core_int: imm 1 -> 0
    <type_matches> [25] typedef core_pointer: imm 1 -> 1
    <type_matches> [27] typedef core_array: imm 1 -> 0
    <type_matches> [29] typedef core_function: imm 1 -> 1
    <type_matches> [22] typedef core_inner_t: imm 1 -> 1
    <type_matches> [33] struct core_gone: imm 1 -> 0
    <local_type_id> [5] struct core_moved: imm64 5 -> 5
    <local_type_id> [19] enum core_small: imm64 19 -> 19
    <local_type_id> [21] typedef core_int: imm64 21 -> 21
    <local_type_id> [33] struct core_gone: imm64 33 -> 33
    <target_type_id> [5] struct core_moved: imm64 5 -> 1
    <target_type_id> [19] enum core_small: imm64 19 -> 59
    <target_type_id> [21] typedef core_int: imm64 21 -> 73
    <target_type_id> [33] struct core_gone: imm64 33 -> 0
    <type_size> [5] struct core_moved: imm 16 -> 24
    <type_size> [9] union core_union: imm 8 -> 16
    <type_size> [19] enum core_small: imm 4 -> 8
    <type_size> [53] enum64 core_large: imm 8 -> 8
    <type_size> [21] typedef core_int: imm 4 -> 8
    <type_size> [23] typedef core_unnamed_t: imm 8 -> 16
    <type_size> [25] typedef core_pointer: imm 8 -> 8
    <type_size> [27] typedef core_array: imm 20 -> 28
    <type_size> [33] struct core_gone: imm 4 -> 0
    <type_size> [56] struct core_flexible: imm 4 -> 16
    <enumval_exists> [19] enum core_small::CORE_ONE = 1: imm64 1 -> 1
    <enumval_exists> [19] enum core_small::CORE_NEGATIVE = -3: imm64 1 -> 1
    <enumval_exists> [19] enum core_small::CORE_GONE = 4: imm64 1 -> 0
    <enumval_exists> [52] enum core_unsigned::CORE_UNSIGNED_MAX = 4294967295: imm64 1 -> 1
    <enumval_exists> [53] enum64 core_large::CORE_LARGE = 4886718345: imm64 1 -> 1
    <enumval_exists> [53] enum64 core_large::CORE_LARGE_GONE = 8589934592: imm64 1 -> 0
    <enumval_exists> [60] enum64 core_signed_large::CORE_LARGE_NEGATIVE = -4886718345: imm64 1 -> 1
    <enumval_exists> [20] enum core_widened::CORE_WIDENED = 7: imm64 1 -> 1
    <enumval_exists> [61] enum64 core_narrowed::CORE_NARROWED = 4294967296: imm64 1 -> 1
    <enumval_exists> [35] enum core_gone_enum::CORE_GONE_VALUE = 1: imm64 1 -> 0
    <enumval_value> [19] enum core_small::CORE_ONE = 1: imm64 1 -> 1
    <enumval_value> [19] enum core_small::CORE_MOVED = 2: imm64 2 -> 20
    <enumval_value> [19] enum core_small::CORE_NEGATIVE = -3: imm64 18446744073709551613 -> 18446744073709551612
    <enumval_value> [53] enum64 core_large::CORE_LARGE = 4886718345: imm64 4886718345 -> 40926266145
    <enumval_value> [60] enum64 core_signed_large::CORE_LARGE_NEGATIVE = -4886718345: imm64 18446744068822833271 -> 18446744032783285471
    <enumval_value> [20] enum core_widened::CORE_WIDENED = 7: imm64 7 -> 30064771079
    <enumval_value> [61] enum64 core_narrowed::CORE_NARROWED = 4294967296: imm64 4294967296 -> 11
    <enumval_value> [61] enum64 core_narrowed::CORE_NARROWED_SMALL = 9: imm64 9 -> 10
    <enumval_value> [64] enum core_small___flavour::CORE_MOVED___flavour = 2: imm64 2 -> 20
    <enumval_value> [52] enum core_unsigned::CORE_UNSIGNED_MAX = 4294967295: imm64 4294967295 -> 4294967294
    <enumval_value> [52] enum core_unsigned::CORE_UNSIGNED_BIG = 2147483648: imm64 2147483648 -> 2147483649
    <enumval_value> [19] enum core_small::CORE_GONE = 4: poison
    """.split(separator: "\n").map(String.init)

}
