internal import SystemPackage

/// What `/proc/PID/fdinfo` tells about a descriptor: lines of a key, a colon and a value.
package struct DescriptorFacts: Sendable {
  private let values: [Substring: Substring]

  package init(_ bytes: [UInt8]) {
    var values: [Substring: Substring] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      values[line[..<colon]] =
        line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    }
    self.values = values
  }

  /// The value of a key.
  package subscript(key: String) -> String? { values[key[...]].map(String.init) }
}

extension Kernel {
  package func facts(ofDescriptor descriptor: Int32) -> DescriptorFacts? {
    (try? calls.readFile("/proc/self/fdinfo/\(descriptor)")).map { DescriptorFacts($0) }
  }
}

extension Map {
  /// The bytes of the kernel's memory that the map takes (`memlock` of `/proc/PID/fdinfo`).
  ///
  /// An estimate from the map's sizes before Linux 6.4; `nil` where `/proc` does not tell.
  public var memoryUsage: UInt64? {
    kernel.facts(ofDescriptor: descriptor.rawValue)?["memlock"].flatMap { UInt64($0) }
  }

  /// Whether user space may not write to the map any more (Linux 5.2).
  ///
  /// `nil` where `/proc` does not tell.
  public var isFrozen: Bool? {
    kernel.facts(ofDescriptor: descriptor.rawValue)?["frozen"].map { $0 != "0" }
  }
}

extension Program {
  /// The bytes of the kernel's memory that the program takes (`memlock` of `/proc/PID/fdinfo`).
  ///
  /// `nil` where `/proc` does not tell.
  public var memoryUsage: UInt64? {
    kernel.facts(ofDescriptor: descriptor.rawValue)?["memlock"].flatMap { UInt64($0) }
  }
}
