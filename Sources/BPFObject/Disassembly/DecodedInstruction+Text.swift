extension DecodedInstruction: CustomStringConvertible {
  /// The operation, or the bytes of what is none and the reason.
  public var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  func write(to text: inout String) {
    guard case .invalid(let reason) = operation else {
      operation.write(to: &text)
      return
    }
    let word = instruction.littleEndianWord
    for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
      text.append(hexadecimal(UInt8(truncatingIfNeeded: word >> shift)))
      text.append(" ")
    }
    text.append("(")
    text.append(reason.description)
    text.append(")")
  }
}
