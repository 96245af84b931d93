extension ProbeSpecLayout {
  /// Why the arguments of a place cannot be told to the program.
  package struct Unfit: Error, Hashable {
    /// Why, as a sentence without a full stop.
    package let reason: String
    /// What to do, as a sentence without a full stop.
    package let advice: String?
  }

  /// The value of `__bpf_usdt_specs` for the arguments of a place.
  package func encode(
    _ arguments: [ProbeArgument], cookie: UInt64
  ) throws(Unfit) -> [UInt8] {
    guard arguments.count <= argumentLimit else {
      throw Unfit(
        reason: "the probe has \(arguments.count) arguments, and the program has room for "
          + "\(argumentLimit)", advice: nil)
    }
    var bytes = [UInt8](repeating: 0, count: size)
    try store(cookie, in: self.cookie, at: 0, &bytes)
    try store(UInt64(arguments.count), in: count, at: 0, &bytes)
    for (number, argument) in arguments.enumerated() {
      let start = argumentsOffset &+ UInt64(number) &* argumentStride
      let bits = UInt64(bitPattern: Int64(64 - 8 * argument.size))
      try store(bits, in: shift, at: start, &bytes)
      try store(argument.isSigned ? 1 : 0, in: isSigned, at: start, &bytes)
      var kind: UInt64
      switch argument.place {
      case .constant(let number):
        kind = 0
        try store(number, in: value, at: start, &bytes)
      case .register(let place):
        kind = 1
        try store(UInt64(place), in: register, at: start, &bytes)
      case .memory(let base, let displacement):
        kind = 2
        try store(UInt64(base), in: register, at: start, &bytes)
        try store(UInt64(bitPattern: displacement), in: value, at: start, &bytes)
      case .indexed(let base, let indexRegister, let indexShift, let displacement):
        kind = 3
        guard let index else {
          throw Unfit(
            reason: "argument \(number + 1) of the probe has an index register, which programs "
              + "compiled with a usdt.bpf.h before libbpf 1.7 cannot read",
            advice: "compile the program with a newer usdt.bpf.h")
        }
        try store(UInt64(base), in: register, at: start, &bytes)
        try store(UInt64(bitPattern: displacement), in: value, at: start, &bytes)
        try store(UInt64(indexRegister), in: index.register, at: start, &bytes)
        try store(UInt64(indexShift), in: index.shift, at: start, &bytes)
      }
      try store(kind, in: type, at: start, &bytes)
    }
    return bytes
  }

  /// Writes a number over bits, which the order of the machine's bytes counts.
  private func store(
    _ number: UInt64, in field: Field, at start: UInt64, _ bytes: inout [UInt8]
  ) throws(Unfit) {
    let first = start &+ field.bitOffset
    guard first &+ field.bitCount <= UInt64(bytes.count) &* 8 else {
      throw Unfit(reason: "the program's struct of arguments makes no sense", advice: nil)
    }
    // Whole bytes stand in the machine's order; bits of a byte count from the end that comes first.
    let isLittle = isLittleEndian
    for bit in 0..<field.bitCount {
      let source = isLittle ? bit : field.bitCount &- 1 &- bit
      let place = first &+ bit
      let isSet = number >> source & 1 == 1
      let mask = UInt8(1) << UInt8(isLittle ? place & 7 : 7 &- (place & 7))
      if isSet { bytes[Int(place / 8)] |= mask } else { bytes[Int(place / 8)] &= ~mask }
    }
  }

  private var isLittleEndian: Bool {
    #if _endian(little)
    true
    #else
    false
    #endif
  }
}
