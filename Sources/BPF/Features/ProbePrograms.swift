/// The instructions that probes and tests put together by hand.
///
/// An instruction is 8 bytes: the opcode, destination and source register in one byte, a 16-bit
/// offset and a 32-bit immediate, here in a little-endian integer (`struct bpf_insn`).
package enum Assembly {
  package static func instruction(
    _ opcode: UInt8, destination: UInt8 = 0, source: UInt8 = 0, offset: Int16 = 0,
    immediate: Int32 = 0
  ) -> UInt64 {
    let registers = UInt64(source & 15) << 4 | UInt64(destination & 15)
    return UInt64(opcode) | registers << 8 | UInt64(UInt16(bitPattern: offset)) << 16
      | UInt64(UInt32(bitPattern: immediate)) << 32
  }

  /// `rD = imm`.
  package static func set(_ destination: UInt8, to immediate: Int32) -> UInt64 {
    instruction(0xb7, destination: destination, immediate: immediate)
  }
  /// `rD = rS`.
  package static func move(_ destination: UInt8, from source: UInt8) -> UInt64 {
    instruction(0xbf, destination: destination, source: source)
  }
  /// `rD += imm`.
  package static func add(_ destination: UInt8, _ immediate: Int32) -> UInt64 {
    instruction(0x07, destination: destination, immediate: immediate)
  }
  /// `*(u64 *)(rD + offset) = imm`.
  package static func store64(
    _ destination: UInt8, _ offset: Int16, _ immediate: Int32
  ) -> UInt64 {
    instruction(0x7a, destination: destination, offset: offset, immediate: immediate)
  }
  /// `*(u64 *)(rD + offset) = rS`.
  package static func store64(
    _ destination: UInt8, _ offset: Int16, from source: UInt8
  ) -> UInt64 {
    instruction(0x7b, destination: destination, source: source, offset: offset)
  }
  /// `rD = *(u64 *)(rS + offset)`.
  package static func load64(_ destination: UInt8, _ source: UInt8, _ offset: Int16) -> UInt64 {
    instruction(0x79, destination: destination, source: source, offset: offset)
  }
  /// `if rD == imm goto +offset`.
  package static func jump(
    _ offset: Int16, if destination: UInt8, equals immediate: Int32
  ) -> UInt64 {
    instruction(0x15, destination: destination, offset: offset, immediate: immediate)
  }
  /// `call HELPER`.
  package static func call(_ helper: Int32) -> UInt64 { instruction(0x85, immediate: helper) }
  /// `call +distance`, of a function of the program.
  package static func callSubprogram(_ distance: Int32) -> UInt64 {
    instruction(0x85, source: 1, immediate: distance)
  }
  /// `exit`.
  package static var exit: UInt64 { instruction(0x95) }
  /// `rD = map`, by the map's descriptor, in two slots.
  package static func loadMap(_ destination: UInt8, _ map: Int32) -> [UInt64] {
    [instruction(0x18, destination: destination, source: 1, immediate: map), 0]
  }
  /// `rD = address in the map's value`, in two slots.
  package static func loadMapValue(
    _ destination: UInt8, _ map: Int32, offset: Int32
  ) -> [UInt64] {
    [
      instruction(0x18, destination: destination, source: 2, immediate: map),
      instruction(0, immediate: offset),
    ]
  }
}

/// The programs that probes load.
enum ProbePrograms {
  static let returnZero: [UInt64] = [Assembly.set(0, to: 0), Assembly.exit]

  /// Calls `bpf_probe_read_kernel` (113) for 8 bytes onto the stack.
  static let probeReadKernel: [UInt64] =
    [
      Assembly.move(1, from: 10),
      Assembly.add(1, -8),
      Assembly.set(2, to: 8),
      Assembly.set(3, to: 0),
      Assembly.call(113),
    ] + returnZero

  /// Calls `bpf_get_attach_cookie` (174) on the context.
  static let attachCookie: [UInt64] = [Assembly.call(174)] + returnZero

  /// Calls `bpf_ktime_get_coarse_ns` (160), which came with the accounting of memory.
  static let coarseTime: [UInt64] = [Assembly.call(160)] + returnZero

  /// Calls a global function with the context, which passes it to `bpf_get_func_ip` (173).
  static let contextParameter: [UInt64] = [
    Assembly.callSubprogram(1), Assembly.exit, Assembly.call(173), Assembly.exit,
  ]

  /// Stores a number at offset 16 of the value of an array.
  static func storeToMapValue(_ map: Int32) -> [UInt64] {
    Assembly.loadMapValue(1, map, offset: 16) + [Assembly.store64(1, 0, 42)] + returnZero
  }
}
