import TestSupport
import Testing

@testable import BPFObject

/// Damaged objects and kernels are refused with a typed error or checked; they never trap or hang.
@Suite(.timeLimit(.minutes(5))) struct DamagedMatrixTests {
  @Test(arguments: [("guarded", 61), ("subprogs", 97), ("kfunc", 41), ("struct_ops", 43)])
  func damagedObjects(name: String, step: Int) throws {
    var bytes = try Fixture.object(name).array
    let kernel = try RelocationMatrixTests.kernel("target_none")
    var (refused, checked) = (0, 0)
    for (turn, index) in stride(from: step / 2, to: bytes.count, by: step).enumerated() {
      let original = bytes[index]
      bytes[index] = [0, 0xff, original ^ 1, original ^ 0x80][turn % 4]
      do throws(ObjectError) {
        let object = try ObjectFile(bytes, name: "damaged")
        let matrix = try RelocationMatrix(
          object, kernels: [kernel], programs: RelocationMatrixTests.names(object))
        #expect(!matrix.description.isEmpty)
        checked += 1
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
      bytes[index] = original
    }
    #expect(refused > 10 && checked > 10)
  }

  @Test func damagedKernels() throws {
    var bytes = try Fixture.bytes("objects/targets/target_a.btf").array
    let object = try Objects.open("guarded")
    var (refused, checked) = (0, 0)
    for index in stride(from: 0, to: bytes.count, by: 37) {
      let original = bytes[index]
      bytes[index] = ~original
      if let types = try? BTFTable(Bytes(bytes)),
        let matrix = try? RelocationMatrix(
          object, kernels: [RecordedKernel(name: "damaged", types: types)],
          programs: RelocationMatrixTests.names(object))
      {
        #expect(matrix.rows.count > 50)
        checked += 1
      } else {
        refused += 1
      }
      bytes[index] = original
    }
    #expect(refused > 0 && checked > 10)
  }
}
