final class TraceFS: Sendable {}
final class Reactor: Sendable {}
