/// A probe that is made, with no program yet.
struct OpenProbe: ~Copyable {
  private let event: OwnedDescriptor
  /// To be removed once the event is closed.
  let entry: TraceEntry?

  init(_ event: consuming OwnedDescriptor, entry: TraceEntry?) {
    self.event = event
    self.entry = entry
  }

  consuming func take() -> OwnedDescriptor { event }
  consuming func close() {}
}
