final class Reactor: Sendable {}
