import BPFObject
import Testing

@Suite struct TextTests {
  @Test func columnsAreAsWideAsTheirCells() {
    var table = TextTable("NAME", "COUNT", "NOTE")
    table.add("a", "5", "")
    table.add("longer", "1234567", "x")
    #expect(
      table.text == """
          NAME      COUNT  NOTE
          a             5  -
          longer  1234567  x

        """)
  }

  /// Several numbers in a cell stand to the right as one does.
  @Test func numbersStandToTheRight() {
    var table = TextTable(["kernel", "counts"])
    table.add(["a", "61/5/0"])
    table.add(["longer", "1/0/0+12"])
    #expect(table.text == "  kernel    counts\n  a         61/5/0\n  longer  1/0/0+12\n")
  }

  @Test func thingsAreCounted() {
    #expect(counted(0, "program") == "0 programs")
    #expect(counted(1, "program") == "1 program")
  }
}
