/* article_pack_parts.h - what article_pack.c and article_unpack.c agree on. */
#ifndef ITEM_ARTICLE_PACK_PARTS_H
#define ITEM_ARTICLE_PACK_PARTS_H

#define PACK_FORM 2

enum pack_flag {
    PACK_DATE_CLAMPED = 1,
    PACK_BACKFILLED = 2,
    PACK_TRUNCATED = 4,
    PACK_PRIOR = 8,
    PACK_CLUSTER = 16,
    PACK_FROM_PAGE = 32,
};

#endif
