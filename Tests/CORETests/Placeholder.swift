// CORE
