import BPFObject
import BTF
import Bytes
import Foundation
import TestSupport
import Testing

@testable import BPFCommand

/// Reports of objects with some bytes changed: an error or a report, never a trap, and always JSON.
@Suite struct DamagedObjectTests {
  @Test(arguments: ["core_types", "globals", "subprogs", "kconfig", "kfunc", "mapinmap", "maps"])
  func reportsOfDamagedObjects(name: String) throws {
    let bytes = try Fixture.object(name).array
    let types = try BTFTable(contentsOf: Fixture.path("objects/targets/target_a.btf"))
    let target = TargetKernel(types: types, version: KernelVersion(6, 12, 3))
    var random = SplitMix(state: UInt64(bytes.count))
    var opened = 0
    for _ in 0..<150 {
      var damaged = bytes
      for _ in 0...(random.next() % 4) {
        damaged[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      let object = Result { () throws(ObjectError) in try ObjectFile(damaged, name: name) }
      let report = RelocationReport(
        fileName: name, opened: object, target: target, processors: 2)
      _ = report.text
      var json = JSONWriter()
      report.write(to: &json)
      _ = try RunningCommand.json(String(decoding: json.bytes, as: UTF8.self))
      guard case .success(let object) = object else { continue }
      opened += 1
      let inspection = InspectionReport(fileName: name, object: object)
      _ = inspection.text
      var second = JSONWriter()
      inspection.write(to: &second)
      _ = try RunningCommand.json(String(decoding: second.bytes, as: UTF8.self))
    }
    // Most changes hit debug information, strings or instructions.
    #expect(opened > 10)
  }
}

/// A small generator with a fixed sequence.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
