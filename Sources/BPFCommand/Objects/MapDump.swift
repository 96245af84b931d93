import BPF
import BPFObject
import BTF

/// All entries of a map, decoded as far as its BTF says how.
struct MapDump {
  let map: Map
  private let key: MapValueFormat
  private let value: MapValueFormat
  /// The bytes from one CPU's value to the next; `nil` for maps that are not per CPU.
  private let stride: Int?

  init(_ map: Map) throws(BPFError) {
    let info = try map.info()
    let types =
      info.btfID == 0 ? nil : try? TypeObject(kernel: map.kernel, id: info.btfID).types()
    try self.init(map, info, types)
  }

  init(_ map: Map, _ info: MapInfo, _ types: BTFTable?) throws(BPFError) {
    guard map.keySize > 0, map.type != .ringBuffer, map.type != .userRingBuffer else {
      throw BPFError(
        .invalidArgument, "dump \(map)", reason: "maps of this type have no keys to go through",
        map: map.name)
    }
    self.map = map
    key = MapValueFormat(info.btfKeyTypeID, in: types, size: map.keySize)
    if info.btfKernelValueTypeID != 0 {
      // Values of struct_ops maps are structs of the kernel's or of a module.
      let kernelTypes =
        info.btfKernelID == 0
        ? try? map.kernel.types()
        : try? TypeObject(kernel: map.kernel, id: info.btfKernelID).types()
      value = MapValueFormat(info.btfKernelValueTypeID, in: kernelTypes, size: map.valueSize)
    } else {
      value = MapValueFormat(info.btfValueTypeID, in: types, size: map.valueSize)
    }
    let size = try map.valueBufferSize
    stride = size == map.valueSize || map.valueSize == 0 ? nil : (map.valueSize + 7) & ~7
  }

  /// Calls a closure with each entry; the value is `nil` where the kernel shows none, as for maps of
  /// programs on old kernels.
  private func forEach(
    _ body: ([UInt8], [UInt8]?) throws(BPFError) -> Void
  ) throws(BPFError) {
    try map.forEachKey { (key) throws(BPFError) in
      let value: [UInt8]?
      do throws(BPFError) {
        // An entry that has gone since is none.
        guard let found = try map.value(forKey: key) else { return }
        value = found
      } catch {
        guard error.code == .unsupported || error.code == .permissionDenied else { throw error }
        value = nil
      }
      try body(key, value)
    }
  }

  /// The values of each CPU, or the one value.
  private func parts(of value: [UInt8]) -> [[UInt8]] {
    guard let stride else { return [value] }
    return Swift.stride(from: 0, to: value.count, by: stride).map { start in
      Array(value[start..<min(start + map.valueSize, value.count)])
    }
  }

  /// `key: value`, one entry a line; per-CPU maps have a line for each CPU below.
  func appendText(to output: inout StandardOutput) throws(BPFError) {
    var count = 0
    try forEach { (key, value) throws(BPFError) in
      count += 1
      self.key.appendText(of: key, to: &output.buffer)
      if let value {
        let parts = parts(of: value)
        output.buffer.append(UInt8(ascii: ":"))
        for (cpu, part) in parts.enumerated() {
          output.buffer.append(contentsOf: (stride == nil ? " " : "\n  cpu \(cpu): ").utf8)
          self.value.appendText(of: part, to: &output.buffer)
        }
      } else {
        output.buffer.append(contentsOf: ": (not shown)".utf8)
      }
      output.buffer.append(UInt8(ascii: "\n"))
      output.flushIfLarge()
    }
    output.buffer.append(contentsOf: "\(counted(count, "entry", "entries"))\n".utf8)
  }

  /// An array of entries, in the shape of `bpftool`: bytes as strings, and `formatted` beside them.
  func appendJSON(to output: inout StandardOutput) throws(BPFError) {
    var isFirst = true
    output.buffer.append(UInt8(ascii: "["))
    try forEach { (key, value) throws(BPFError) in
      if !isFirst { output.buffer.append(UInt8(ascii: ",")) }
      isFirst = false
      var json = JSONWriter()
      write(key, value.map { parts(of: $0) }, to: &json)
      output.buffer.append(contentsOf: json.bytes)
      output.flushIfLarge()
    }
    output.buffer.append(contentsOf: "]\n".utf8)
  }

  private func write(_ key: [UInt8], _ parts: [[UInt8]]?, to json: inout JSONWriter) {
    json.object { (json: inout JSONWriter) in
      json.hexArray("key", key)
      if let parts, stride != nil {
        json.array("values") { (json: inout JSONWriter) in
          for (cpu, part) in parts.enumerated() {
            json.object { (json: inout JSONWriter) in
              json.field("cpu", cpu)
              json.hexArray("value", part)
            }
          }
        }
      } else {
        json.hexArray("value", parts?.first)
      }
      if self.key.isDecoded || self.value.isDecoded { writeFormatted(key, parts, to: &json) }
    }
  }

  private func writeFormatted(_ key: [UInt8], _ parts: [[UInt8]]?, to json: inout JSONWriter) {
    json.object("formatted") { (json: inout JSONWriter) in
      if self.key.isDecoded {
        json.field("key") { (text: inout [UInt8]) in self.key.appendJSON(of: key, to: &text) }
      }
      guard self.value.isDecoded, let parts else { return }
      if stride == nil {
        json.field("value") { (text: inout [UInt8]) in
          if let part = parts.first { self.value.appendJSON(of: part, to: &text) }
        }
      } else {
        json.array("values") { (json: inout JSONWriter) in
          for (cpu, part) in parts.enumerated() {
            json.object { (json: inout JSONWriter) in
              json.field("cpu", cpu)
              json.field("value") { (text: inout [UInt8]) in
                self.value.appendJSON(of: part, to: &text)
              }
            }
          }
        }
      }
    }
  }
}

extension JSONWriter {
  /// Bytes as an array of strings such as `"0x2a"`; `null` for none.
  fileprivate mutating func hexArray(_ key: StaticString, _ value: [UInt8]?) {
    guard let value else { return field(key, nil as String?) }
    array(key) { (json: inout JSONWriter) in
      for byte in value { json.element((byte < 16 ? "0x0" : "0x") + String(byte, radix: 16)) }
    }
  }
}

/// A number of things whose plural is not made with an `s`.
private func counted(_ count: Int, _ noun: String, _ plural: String) -> String {
  "\(count) \(count == 1 ? noun : plural)"
}
