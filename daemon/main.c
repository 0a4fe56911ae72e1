#include <stdio.h>
int main(void) { puts("assayd " ASSAYD_VERSION); return 0; }
