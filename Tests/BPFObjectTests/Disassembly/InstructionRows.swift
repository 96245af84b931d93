import BPFObject
import Testing

/// An encoding of the instruction set and how it is written.
struct InstructionRow: CustomTestStringConvertible {
  let instructions: [Instruction]
  let text: String

  var testDescription: String { text }

  init(_ line: Substring) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    let bytes = words.prefix { !$0.isEmpty }.compactMap { UInt8($0, radix: 16) }
    let data = Bytes(bytes)
    instructions = Instruction.decode(data.span, .little)
    text = words.drop { !$0.isEmpty }.drop { $0.isEmpty }.joined(separator: " ")
  }

  /// Every operation in every form, some with other constants.
  static let all = table.split(separator: "\n").filter { !$0.hasPrefix("#") }
    .map { InstructionRow($0) }

  private static let table = """
    # Arithmetic of 64 bits.
    0f 21 00 00 00 00 00 00  r1 += r2
    07 01 00 00 fb ff ff ff  r1 += -5
    1f 21 00 00 00 00 00 00  r1 -= r2
    17 01 00 00 fb ff ff ff  r1 -= -5
    2f 21 00 00 00 00 00 00  r1 *= r2
    27 01 00 00 fb ff ff ff  r1 *= -5
    3f 21 00 00 00 00 00 00  r1 /= r2
    37 01 00 00 fb ff ff ff  r1 /= -5
    3f 21 01 00 00 00 00 00  r1 s/= r2
    37 01 01 00 fb ff ff ff  r1 s/= -5
    4f 21 00 00 00 00 00 00  r1 |= r2
    47 01 00 00 fb ff ff ff  r1 |= -5
    5f 21 00 00 00 00 00 00  r1 &= r2
    57 01 00 00 fb ff ff ff  r1 &= -5
    6f 21 00 00 00 00 00 00  r1 <<= r2
    67 01 00 00 fb ff ff ff  r1 <<= -5
    7f 21 00 00 00 00 00 00  r1 >>= r2
    77 01 00 00 fb ff ff ff  r1 >>= -5
    9f 21 00 00 00 00 00 00  r1 %= r2
    97 01 00 00 fb ff ff ff  r1 %= -5
    9f 21 01 00 00 00 00 00  r1 s%= r2
    97 01 01 00 fb ff ff ff  r1 s%= -5
    af 21 00 00 00 00 00 00  r1 ^= r2
    a7 01 00 00 fb ff ff ff  r1 ^= -5
    cf 21 00 00 00 00 00 00  r1 s>>= r2
    c7 01 00 00 fb ff ff ff  r1 s>>= -5
    87 03 00 00 00 00 00 00  r3 = -r3
    bf 21 00 00 00 00 00 00  r1 = r2
    b7 01 00 00 fb ff ff ff  r1 = -5
    bf 21 08 00 00 00 00 00  r1 = (s8)r2
    bf 21 10 00 00 00 00 00  r1 = (s16)r2
    bf 21 20 00 00 00 00 00  r1 = (s32)r2
    bf 21 01 00 01 00 00 00  r1 = addr_space_cast(r2, 0, 1)
    bf 21 01 00 00 00 01 00  r1 = addr_space_cast(r2, 1, 0)

    # Arithmetic of 32 bits.
    0c 21 00 00 00 00 00 00  w1 += w2
    04 01 00 00 fb ff ff ff  w1 += -5
    1c 21 00 00 00 00 00 00  w1 -= w2
    14 01 00 00 fb ff ff ff  w1 -= -5
    2c 21 00 00 00 00 00 00  w1 *= w2
    24 01 00 00 fb ff ff ff  w1 *= -5
    3c 21 00 00 00 00 00 00  w1 /= w2
    34 01 00 00 fb ff ff ff  w1 /= -5
    3c 21 01 00 00 00 00 00  w1 s/= w2
    34 01 01 00 fb ff ff ff  w1 s/= -5
    4c 21 00 00 00 00 00 00  w1 |= w2
    44 01 00 00 fb ff ff ff  w1 |= -5
    5c 21 00 00 00 00 00 00  w1 &= w2
    54 01 00 00 fb ff ff ff  w1 &= -5
    6c 21 00 00 00 00 00 00  w1 <<= w2
    64 01 00 00 fb ff ff ff  w1 <<= -5
    7c 21 00 00 00 00 00 00  w1 >>= w2
    74 01 00 00 fb ff ff ff  w1 >>= -5
    9c 21 00 00 00 00 00 00  w1 %= w2
    94 01 00 00 fb ff ff ff  w1 %= -5
    9c 21 01 00 00 00 00 00  w1 s%= w2
    94 01 01 00 fb ff ff ff  w1 s%= -5
    ac 21 00 00 00 00 00 00  w1 ^= w2
    a4 01 00 00 fb ff ff ff  w1 ^= -5
    cc 21 00 00 00 00 00 00  w1 s>>= w2
    c4 01 00 00 fb ff ff ff  w1 s>>= -5
    84 03 00 00 00 00 00 00  w3 = -w3
    bc 21 00 00 00 00 00 00  w1 = w2
    b4 01 00 00 fb ff ff ff  w1 = -5
    bc 21 08 00 00 00 00 00  w1 = (s8)w2
    bc 21 10 00 00 00 00 00  w1 = (s16)w2

    # Byte swaps.
    d4 04 00 00 10 00 00 00  r4 = le16 r4
    d4 04 00 00 20 00 00 00  r4 = le32 r4
    d4 04 00 00 40 00 00 00  r4 = le64 r4
    dc 04 00 00 10 00 00 00  r4 = be16 r4
    dc 04 00 00 20 00 00 00  r4 = be32 r4
    dc 04 00 00 40 00 00 00  r4 = be64 r4
    d7 04 00 00 10 00 00 00  r4 = bswap16 r4
    d7 04 00 00 20 00 00 00  r4 = bswap32 r4
    d7 04 00 00 40 00 00 00  r4 = bswap64 r4

    # Comparisons of 64 bits.
    1d 21 03 00 00 00 00 00  if r1 == r2 goto +3
    15 01 fd ff fb ff ff ff  if r1 == -5 goto -3
    2d 21 03 00 00 00 00 00  if r1 > r2 goto +3
    25 01 fd ff fb ff ff ff  if r1 > -5 goto -3
    3d 21 03 00 00 00 00 00  if r1 >= r2 goto +3
    35 01 fd ff fb ff ff ff  if r1 >= -5 goto -3
    4d 21 03 00 00 00 00 00  if r1 & r2 goto +3
    45 01 fd ff fb ff ff ff  if r1 & -5 goto -3
    5d 21 03 00 00 00 00 00  if r1 != r2 goto +3
    55 01 fd ff fb ff ff ff  if r1 != -5 goto -3
    6d 21 03 00 00 00 00 00  if r1 s> r2 goto +3
    65 01 fd ff fb ff ff ff  if r1 s> -5 goto -3
    7d 21 03 00 00 00 00 00  if r1 s>= r2 goto +3
    75 01 fd ff fb ff ff ff  if r1 s>= -5 goto -3
    ad 21 03 00 00 00 00 00  if r1 < r2 goto +3
    a5 01 fd ff fb ff ff ff  if r1 < -5 goto -3
    bd 21 03 00 00 00 00 00  if r1 <= r2 goto +3
    b5 01 fd ff fb ff ff ff  if r1 <= -5 goto -3
    cd 21 03 00 00 00 00 00  if r1 s< r2 goto +3
    c5 01 fd ff fb ff ff ff  if r1 s< -5 goto -3
    dd 21 03 00 00 00 00 00  if r1 s<= r2 goto +3
    d5 01 fd ff fb ff ff ff  if r1 s<= -5 goto -3

    # Comparisons of 32 bits.
    1e 21 03 00 00 00 00 00  if w1 == w2 goto +3
    16 01 fd ff fb ff ff ff  if w1 == -5 goto -3
    2e 21 03 00 00 00 00 00  if w1 > w2 goto +3
    26 01 fd ff fb ff ff ff  if w1 > -5 goto -3
    3e 21 03 00 00 00 00 00  if w1 >= w2 goto +3
    36 01 fd ff fb ff ff ff  if w1 >= -5 goto -3
    4e 21 03 00 00 00 00 00  if w1 & w2 goto +3
    46 01 fd ff fb ff ff ff  if w1 & -5 goto -3
    5e 21 03 00 00 00 00 00  if w1 != w2 goto +3
    56 01 fd ff fb ff ff ff  if w1 != -5 goto -3
    6e 21 03 00 00 00 00 00  if w1 s> w2 goto +3
    66 01 fd ff fb ff ff ff  if w1 s> -5 goto -3
    7e 21 03 00 00 00 00 00  if w1 s>= w2 goto +3
    76 01 fd ff fb ff ff ff  if w1 s>= -5 goto -3
    ae 21 03 00 00 00 00 00  if w1 < w2 goto +3
    a6 01 fd ff fb ff ff ff  if w1 < -5 goto -3
    be 21 03 00 00 00 00 00  if w1 <= w2 goto +3
    b6 01 fd ff fb ff ff ff  if w1 <= -5 goto -3
    ce 21 03 00 00 00 00 00  if w1 s< w2 goto +3
    c6 01 fd ff fb ff ff ff  if w1 s< -5 goto -3
    de 21 03 00 00 00 00 00  if w1 s<= w2 goto +3
    d6 01 fd ff fb ff ff ff  if w1 s<= -5 goto -3

    # Jumps, calls and the end.
    05 00 03 00 00 00 00 00  goto +3
    05 00 fd ff 00 00 00 00  goto -3
    06 00 00 00 a0 86 01 00  gotol +100000
    06 00 00 00 60 79 fe ff  gotol -100000
    0d 01 00 00 00 00 00 00  gotox r1
    e5 00 03 00 00 00 00 00  may_goto +3
    e5 00 fd ff 00 00 00 00  may_goto -3
    85 00 00 00 01 00 00 00  call bpf_map_lookup_elem#1
    85 00 00 00 d3 00 00 00  call bpf_cgrp_storage_delete#211
    85 00 00 00 10 23 ad 0b  call unknown#195896080
    85 00 00 00 00 00 00 00  call unknown#0
    85 10 00 00 0c 00 00 00  call +12
    85 10 00 00 ff ff ff ff  call -1
    85 20 00 00 d2 04 00 00  call kfunc#1234
    85 20 03 00 d2 04 00 00  call kfunc#1234 module#3
    8d 03 00 00 00 00 00 00  callx r3
    95 00 00 00 00 00 00 00  exit

    # Loads and stores.
    71 21 04 00 00 00 00 00  r1 = *(u8 *)(r2 + 4)
    73 21 fc ff 00 00 00 00  *(u8 *)(r1 - 4) = r2
    72 01 00 00 fb ff ff ff  *(u8 *)(r1 + 0) = -5
    91 21 04 00 00 00 00 00  r1 = *(s8 *)(r2 + 4)
    69 21 04 00 00 00 00 00  r1 = *(u16 *)(r2 + 4)
    6b 21 fc ff 00 00 00 00  *(u16 *)(r1 - 4) = r2
    6a 01 00 00 fb ff ff ff  *(u16 *)(r1 + 0) = -5
    89 21 04 00 00 00 00 00  r1 = *(s16 *)(r2 + 4)
    61 21 04 00 00 00 00 00  r1 = *(u32 *)(r2 + 4)
    63 21 fc ff 00 00 00 00  *(u32 *)(r1 - 4) = r2
    62 01 00 00 fb ff ff ff  *(u32 *)(r1 + 0) = -5
    81 21 04 00 00 00 00 00  r1 = *(s32 *)(r2 + 4)
    79 21 04 00 00 00 00 00  r1 = *(u64 *)(r2 + 4)
    7b 21 fc ff 00 00 00 00  *(u64 *)(r1 - 4) = r2
    7a 01 00 00 fb ff ff ff  *(u64 *)(r1 + 0) = -5

    # Loads from packets.
    30 00 00 00 0c 00 00 00  r0 = *(u8 *)skb[12]
    50 70 00 00 00 00 00 00  r0 = *(u8 *)skb[r7 + 0]
    50 70 00 00 fc ff ff ff  r0 = *(u8 *)skb[r7 - 4]
    28 00 00 00 0c 00 00 00  r0 = *(u16 *)skb[12]
    48 70 00 00 00 00 00 00  r0 = *(u16 *)skb[r7 + 0]
    48 70 00 00 fc ff ff ff  r0 = *(u16 *)skb[r7 - 4]
    20 00 00 00 0c 00 00 00  r0 = *(u32 *)skb[12]
    40 70 00 00 00 00 00 00  r0 = *(u32 *)skb[r7 + 0]
    40 70 00 00 fc ff ff ff  r0 = *(u32 *)skb[r7 - 4]

    # Atomic operations.
    c3 21 08 00 00 00 00 00  lock *(u32 *)(r1 + 8) += r2
    c3 21 08 00 40 00 00 00  lock *(u32 *)(r1 + 8) |= r2
    c3 21 08 00 50 00 00 00  lock *(u32 *)(r1 + 8) &= r2
    c3 21 08 00 a0 00 00 00  lock *(u32 *)(r1 + 8) ^= r2
    c3 21 08 00 01 00 00 00  r2 = atomic_fetch_add((u32 *)(r1 + 8), r2)
    c3 21 08 00 41 00 00 00  r2 = atomic_fetch_or((u32 *)(r1 + 8), r2)
    c3 21 08 00 51 00 00 00  r2 = atomic_fetch_and((u32 *)(r1 + 8), r2)
    c3 21 08 00 a1 00 00 00  r2 = atomic_fetch_xor((u32 *)(r1 + 8), r2)
    c3 21 08 00 e1 00 00 00  r2 = atomic_xchg((u32 *)(r1 + 8), r2)
    c3 21 08 00 f1 00 00 00  r0 = atomic_cmpxchg((u32 *)(r1 + 8), r0, r2)
    db 21 08 00 00 00 00 00  lock *(u64 *)(r1 + 8) += r2
    db 21 08 00 40 00 00 00  lock *(u64 *)(r1 + 8) |= r2
    db 21 08 00 50 00 00 00  lock *(u64 *)(r1 + 8) &= r2
    db 21 08 00 a0 00 00 00  lock *(u64 *)(r1 + 8) ^= r2
    db 21 08 00 01 00 00 00  r2 = atomic_fetch_add((u64 *)(r1 + 8), r2)
    db 21 08 00 41 00 00 00  r2 = atomic_fetch_or((u64 *)(r1 + 8), r2)
    db 21 08 00 51 00 00 00  r2 = atomic_fetch_and((u64 *)(r1 + 8), r2)
    db 21 08 00 a1 00 00 00  r2 = atomic_fetch_xor((u64 *)(r1 + 8), r2)
    db 21 08 00 e1 00 00 00  r2 = atomic_xchg((u64 *)(r1 + 8), r2)
    db 21 08 00 f1 00 00 00  r0 = atomic_cmpxchg((u64 *)(r1 + 8), r0, r2)
    d3 21 08 00 00 01 00 00  r1 = load_acquire((u8 *)(r2 + 8))
    d3 21 f8 ff 10 01 00 00  store_release((u8 *)(r1 - 8), r2)
    cb 21 08 00 00 01 00 00  r1 = load_acquire((u16 *)(r2 + 8))
    cb 21 f8 ff 10 01 00 00  store_release((u16 *)(r1 - 8), r2)
    c3 21 08 00 00 01 00 00  r1 = load_acquire((u32 *)(r2 + 8))
    c3 21 f8 ff 10 01 00 00  store_release((u32 *)(r1 - 8), r2)
    db 21 08 00 00 01 00 00  r1 = load_acquire((u64 *)(r2 + 8))
    db 21 f8 ff 10 01 00 00  store_release((u64 *)(r1 - 8), r2)

    # Wide loads.
    18 01 00 00 ff ff ff ff 00 00 00 00 00 00 00 00  r1 = 0xffffffff ll
    18 01 00 00 01 00 00 00 00 00 00 00 ff ff ff ff  r1 = 0xffffffff00000001 ll
    18 01 00 00 88 77 66 55 00 00 00 00 44 33 22 11  r1 = 0x1122334455667788 ll
    18 11 00 00 05 00 00 00 00 00 00 00 00 00 00 00  r1 = map[fd:5]
    18 21 00 00 05 00 00 00 00 00 00 00 10 00 00 00  r1 = map[fd:5][0] + 16
    18 31 00 00 d2 04 00 00 00 00 00 00 00 00 00 00  r1 = ksym#1234
    18 31 00 00 d2 04 00 00 00 00 00 00 07 00 00 00  r1 = ksym#1234 module[fd:7]
    18 41 00 00 0c 00 00 00 00 00 00 00 00 00 00 00  r1 = subprog[+12]
    18 41 00 00 f4 ff ff ff 00 00 00 00 00 00 00 00  r1 = subprog[-12]
    18 51 00 00 03 00 00 00 00 00 00 00 00 00 00 00  r1 = map[idx:3]
    18 61 00 00 03 00 00 00 00 00 00 00 10 00 00 00  r1 = map[idx:3][0] + 16
    """
}
