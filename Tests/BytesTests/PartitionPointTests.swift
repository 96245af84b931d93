import Bytes
import Testing

@Suite struct PartitionPointTests {
  @Test func theFirstForWhichTheConditionHolds() {
    for count in 0..<20 {
      let numbers = Array(0..<count)
      for limit in 0...count {
        #expect(numbers.partitionPoint { $0 >= limit } == limit)
        // Of a slice it is a place of the whole.
        if limit < count { #expect(numbers[limit...].partitionPoint { $0 >= limit } == limit) }
      }
    }
  }

  @Test func ofEqualElementsTheFirst() {
    #expect([1, 2, 2, 2, 3].partitionPoint { $0 >= 2 } == 1)
    #expect([1, 2, 2, 2, 3].partitionPoint { $0 > 2 } == 4)
  }

  private struct Failure: Error {}

  @Test func errorsOfTheConditionPass() {
    #expect(throws: Failure.self) {
      try [1, 2, 3].partitionPoint { (_) throws(Failure) in throw Failure() }
    }
  }
}
