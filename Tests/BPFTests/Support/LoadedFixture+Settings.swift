@testable import BPF

extension LoadedFixture {
  /// Sets a number in a section that no program writes to, while programs run.
  func set(_ variable: String, to number: UInt32) throws {
    guard let found = file.variables[variable] else { throw Missing(name: variable) }
    let map = object.maps[found.mapIndex]
    guard var value = try map.value(forKey: [0, 0, 0, 0]) else { throw Missing(name: variable) }
    for index in 0..<4 {
      value[found.offset + index] = UInt8(truncatingIfNeeded: number >> UInt32(8 * index))
    }
    try map.setValue(value, forKey: [0, 0, 0, 0])
  }

  /// The count of a program's runs.
  func calls(_ program: String) throws -> UInt64 {
    try numbers("\(program)_calls")[0]
  }
}
