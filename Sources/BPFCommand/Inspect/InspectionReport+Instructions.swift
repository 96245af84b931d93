import BPFObject

extension InspectionReport {
  /// The instructions of every program and subprogram, as the compiler left them.
  var instructions: String {
    var text = ""
    for listing in object.listings() { listing.appendSection(to: &text) }
    return text
  }
}
