/// What is known of a register or a stack slot, on every path that leads to an instruction.
enum RegisterValue: Hashable {
  /// A number, or a pointer of which nothing is known; not into the function's own stack.
  case number(KnownBits)
  /// An address in the function's own stack, in bytes from its top.
  case stack(Int)
  /// Anything, and perhaps an address in the function's own stack.
  case perhapsStack
  /// An address in the value of the map with an index.
  case mapValue(Int, offset: Int)
  /// A pointer that is not null.
  case nonNull

  /// Nothing is known.
  static let unknown = RegisterValue.number(.unknown)

  /// The number, as far as it is known.
  var bits: KnownBits {
    if case .number(let bits) = self { bits } else { .unknown }
  }

  /// Whether a store through it, or to where it was stored, can change the function's own stack.
  var mayPointToStack: Bool {
    switch self {
    case .stack, .perhapsStack: true
    default: false
    }
  }

  /// Whether the verifier knows that it is not 0.
  var isPointer: Bool {
    switch self {
    case .stack, .mapValue, .nonNull: true
    case .number, .perhapsStack: false
    }
  }

  /// What is known of a value that is one of two.
  func joined(_ other: RegisterValue) -> RegisterValue {
    if self == other { return self }
    if mayPointToStack || other.mayPointToStack { return .perhapsStack }
    switch (self, other) {
    case (.number(let a), .number(let b)): return .number(a.joined(b))
    case (.number, _), (_, .number): return .unknown
    default: return .nonNull
    }
  }

  /// The value moved by a distance of which some bits are known.
  func moved(by distance: KnownBits) -> RegisterValue {
    let constant = distance.constant.map { Int(truncatingIfNeeded: $0) }
    switch self {
    case .number(let bits): return .number(bits &+ distance)
    case .stack(let offset):
      return constant.flatMap { RegisterValue.stackAddress(offset, $0) } ?? .perhapsStack
    case .mapValue(let map, let offset):
      guard let constant else { return .unknown }
      let (sum, overflow) = offset.addingReportingOverflow(constant)
      return overflow ? .unknown : .mapValue(map, offset: sum)
    case .perhapsStack: return .perhapsStack
    case .nonNull: return .unknown
    }
  }

  private static func stackAddress(_ offset: Int, _ distance: Int) -> RegisterValue? {
    let (sum, overflow) = offset.addingReportingOverflow(distance)
    return overflow ? nil : .stack(sum)
  }
}
