import BPF
import BPFObject
import Testing

extension LoadedObject {
  /// The value of a global number of the object.
  func number(_ name: String, in file: ObjectFile) throws -> UInt64 {
    let variable = try #require(file.variables[name], "no variable \(name)")
    let map = try #require(self.map(named: file.maps[variable.mapIndex].name))
    let bytes = try #require(try map.value(forKey: [0, 0, 0, 0]))
    return bytes[variable.offset..<(variable.offset + variable.size)].reversed()
      .reduce(0) { $0 << 8 | UInt64($1) }
  }
}
