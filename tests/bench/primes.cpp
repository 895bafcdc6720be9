// Sums the primes below a limit with primesieve's iterator; prints the sum and the milliseconds it took.
// The second of two runs counts: the first one warms up.

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <primesieve.hpp>

static std::uint64_t sum(std::uint64_t limit) {
  primesieve::iterator primes(0, limit);
  std::uint64_t total = 0;
  for (std::uint64_t p = primes.next_prime(); p < limit; p = primes.next_prime()) total += p;
  return total;
}

int main(int, char** arguments) {
  const std::uint64_t limit = std::strtoull(arguments[1], nullptr, 10);
  sum(limit);
  const auto begin = std::chrono::steady_clock::now();
  const std::uint64_t total = sum(limit);
  const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
  std::cout << total << " " << time.count() << "\n";
}
