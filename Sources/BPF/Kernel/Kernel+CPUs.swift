internal import SystemPackage

extension Kernel {
  /// How many CPUs the kernel has values for in per-CPU maps: all that could ever be plugged in.
  package func possibleCPUCount() throws(BPFError) -> Int {
    try possibleCPUs.value { () throws(BPFError) in
      let path = "/sys/devices/system/cpu/possible"
      let text: String
      do throws(Errno) {
        text = String(decoding: try calls.readFile(path), as: UTF8.self)
      } catch {
        throw failure(call: "open", error, "count the possible CPUs", path: path)
      }
      guard let count = Kernel.cpuCount(inList: text) else {
        throw BPFError(
          .corruptData, "count the possible CPUs", reason: "the list reads \"\(text)\"",
          path: path)
      }
      return count
    }
  }

  /// The numbers of the CPUs that are online, which may change.
  func onlineCPUs() throws(BPFError) -> [Int32] {
    let path = "/sys/devices/system/cpu/online"
    let text: String
    do throws(Errno) {
      text = String(decoding: try calls.readFile(path), as: UTF8.self)
    } catch {
      throw failure(call: "open", error, "list the CPUs that are online", path: path)
    }
    guard let numbers = Kernel.cpuNumbers(inList: text) else {
      throw BPFError(
        .corruptData, "list the CPUs that are online", reason: "the list reads \"\(text)\"",
        path: path)
    }
    return numbers
  }

  /// The number of CPUs in a list such as `0-3,8`; per-CPU values leave no room for holes.
  static func cpuCount(inList text: String) -> Int? {
    cpuNumbers(inList: text)?.count
  }

  /// The numbers in a list such as `0-3,8`; `nil` for an empty or malformed one.
  static func cpuNumbers(inList text: String) -> [Int32]? {
    var numbers: [Int32] = []
    for part in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count <= 2, let first = ends.first.flatMap({ UInt16($0) }),
        let last = ends.last.flatMap({ UInt16($0) }), first <= last
      else { return nil }
      numbers += (first...last).map { Int32($0) }
    }
    return numbers.isEmpty ? nil : numbers
  }
}
