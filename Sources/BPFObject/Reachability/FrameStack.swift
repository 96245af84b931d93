import Bytes

/// What is known of a function's stack (512 bytes below `r10`).
///
/// Only slots of which something is known take room: most functions keep few constants in memory.
struct FrameStack: Hashable {
  private struct Slot: Hashable {
    /// The place in units of 8 bytes from the top: -1 is the first.
    let place: Int
    var value: RegisterValue
  }

  /// In ascending order of their places.
  private var slots: [Slot] = []
  /// Whether an address in the stack was stored anywhere, so that others can write to it.
  private(set) var isShared = false

  private static let size = 512

  /// Forgets everything from an offset up, which a function that was given the address may write.
  mutating func forget(from offset: Int) {
    // A pointer is to the start of what may be written, never behind it.
    slots.removeAll { $0.place >= offset.floorDivided(by: 8) }
  }

  /// Forgets everything.
  mutating func forget() { slots.removeAll() }

  /// Notes that an address in the stack was stored.
  mutating func share() { isShared = true }

  private func index(of place: Int) -> Int { slots.partitionPoint { $0.place >= place } }

  private func value(at place: Int) -> RegisterValue {
    let index = index(of: place)
    return index < slots.count && slots[index].place == place ? slots[index].value : .unknown
  }

  private mutating func set(_ place: Int, _ value: RegisterValue) {
    let index = index(of: place)
    let exists = index < slots.count && slots[index].place == place
    switch (exists, value == .unknown) {
    case (true, true): slots.remove(at: index)
    case (true, false): slots[index].value = value
    case (false, true): break
    case (false, false): slots.insert(Slot(place: place, value: value), at: index)
    }
  }

  /// Where an access begins in its slot, in bits; `nil` for one that lies in two slots.
  private func shift(_ offset: Int, _ size: Int, _ order: ByteOrder) -> UInt64? {
    let first = offset - offset.floorDivided(by: 8) * 8
    guard first + size <= 8 else { return nil }
    return UInt64(clamping: 8 * (order == .little ? first : 8 - first - size))
  }

  /// Whether an access lies in the stack; the verifier refuses all others.
  private func contains(_ offset: Int, _ size: Int) -> Bool {
    offset >= -FrameStack.size && offset <= -size
  }

  /// Writes the lowest bytes of a value.
  mutating func store(_ value: RegisterValue, at offset: Int, size: Int, _ order: ByteOrder) {
    guard contains(offset, size) else { return }
    let place = offset.floorDivided(by: 8)
    guard let shift = shift(offset, size, order) else {
      set(place, .unknown)
      set(place + 1, .unknown)
      return
    }
    if size == 8 {
      set(place, value)
      return
    }
    let written = value.bits.truncated(to: UInt64(size) * 8) << shift
    let room = KnownBits.unknown.truncated(to: UInt64(size) * 8) << shift
    let rest = self.value(at: place).bits & KnownBits(~room.mask)
    set(place, .number(rest | written))
  }

  /// Reads bytes, zero-extended.
  func load(at offset: Int, size: Int, _ order: ByteOrder) -> RegisterValue {
    let unknown = RegisterValue.number(.unknown.truncated(to: UInt64(size) * 8))
    guard contains(offset, size), let shift = shift(offset, size, order) else { return unknown }
    let value = value(at: offset.floorDivided(by: 8))
    guard size < 8 else { return value }
    return .number((value.bits >> shift).truncated(to: UInt64(size) * 8))
  }

  /// What is known of a stack that is one of two.
  func joined(_ other: FrameStack) -> FrameStack {
    var result = FrameStack()
    result.isShared = isShared || other.isShared
    for slot in slots {
      let value = slot.value.joined(other.value(at: slot.place))
      if value != .unknown { result.slots.append(Slot(place: slot.place, value: value)) }
    }
    return result
  }
}

extension Int {
  /// The quotient rounded down, for a divisor above 0.
  fileprivate func floorDivided(by divisor: Int) -> Int {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
