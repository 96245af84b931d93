import BTF
import Bytes
import Testing

@Suite struct EssentialNameTests {
  /// A flavour is the last `___` that has something other than an underscore on both sides.
  @Test(arguments: [
    ("task_struct", "task_struct"), ("task_struct___old", "task_struct"),
    ("a___b", "a"), ("foo___bar___baz", "foo___bar"),
    // Four underscores, or none of the name on one side, are no flavour.
    ("foo____bar", "foo____bar"), ("___x", "___x"), ("x___", "x___"), ("_a___b", "_a"),
    ("___", "___"), ("a___", "a___"), ("a__b", "a__b"), ("", ""), ("ab", "ab"),
    ("foo___bar____baz", "foo___bar____baz".replacing("___bar____baz", with: "")),
  ])
  func flavours(name: String, essential: String) {
    let bytes = Bytes(Array(name.utf8))
    let text = EssentialName.of(bytes.span).text
    let length = EssentialName.length(bytes.span)
    #expect(text == essential)
    #expect(length == essential.utf8.count)
  }
}
