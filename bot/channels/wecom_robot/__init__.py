"""企业微信群机器人: notices into groups of officials, by the address of a robot in each."""
